using System.Globalization;
using PerfHarness.FlameGraphs;

namespace PerfHarness.Reports.Svg;

/// <summary>What the hues of a graph mean: kinds of code with their shares of the self weight, or the scale of a difference.</summary>
internal static class FlameGraphLegend
{
    public static IEnumerable<(Rgb Color, string Text)> Of(FlameGraph graph, FlameGraphColors colors) =>
        graph.IsDifference ? Changes(graph, colors) : colors.IsByKind ? KindsOf(graph).Select(kind => (FlameGraphColors.OfKind(kind), Text(graph, kind))) : [];

    /// <summary>Kinds that the legend lists.</summary>
    public static IEnumerable<FlameGraphKind> KindsOf(FlameGraph graph)
    {
        var present = graph.Boxes.Select(box => box.Kind).ToHashSet();
        return Enum.GetValues<FlameGraphKind>().Where(kind => kind != FlameGraphKind.Root && present.Contains(kind));
    }

    public static string Text(FlameGraph graph, FlameGraphKind kind) =>
        FlameGraphTitle.Of(kind) + " " + (100 * graph.Share(graph.SelfByKind[(int)kind])).ToString("F1", CultureInfo.InvariantCulture) + "%";

    private static IEnumerable<(Rgb Color, string Text)> Changes(FlameGraph graph, FlameGraphColors colors)
    {
        var full = (100 * colors.FullChange).ToString("0.##", CultureInfo.InvariantCulture);
        for (var step = -4; step <= 4; step++)
        {
            yield return (colors.OfChange(step / 4.0), step == 4 ? $"−{full} to +{full} percentage points of self share; width: mean of both sides" : "");
        }
    }
}
