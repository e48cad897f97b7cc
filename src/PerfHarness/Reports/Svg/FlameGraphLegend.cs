using System.Globalization;
using PerfHarness.FlameGraphs;

namespace PerfHarness.Reports.Svg;

/// <summary>What the hues of a graph mean: kinds of code with their shares of the self weight, or the scale of a difference.</summary>
internal static class FlameGraphLegend
{
    public static IEnumerable<(Rgb Color, string Text)> GetEntries(FlameGraph graph, FlameGraphColors colors) =>
        graph.IsDifference
            ? GetChangeEntries(graph, colors)
            : colors.IsByKind ? GetKinds(graph).Select(kind => (FlameGraphColors.GetKindColor(kind), FormatEntry(graph, kind))) : [];

    /// <summary>Kinds that the legend lists.</summary>
    public static IEnumerable<FlameGraphKind> GetKinds(FlameGraph graph)
    {
        var present = graph.Boxes.Select(box => box.Kind).ToHashSet();
        return Enum.GetValues<FlameGraphKind>().Where(kind => kind != FlameGraphKind.Root && present.Contains(kind));
    }

    public static string FormatEntry(FlameGraph graph, FlameGraphKind kind) =>
        FlameGraphTitle.GetTitle(kind) + " " + (100 * graph.GetShare(graph.SelfByKind[(int)kind])).ToString("F1", CultureInfo.InvariantCulture) + "%";

    private static IEnumerable<(Rgb Color, string Text)> GetChangeEntries(FlameGraph graph, FlameGraphColors colors)
    {
        var full = (100 * colors.FullChange).ToString("0.##", CultureInfo.InvariantCulture);
        for (var step = -4; step <= 4; step++)
        {
            yield return (
                colors.GetChangeColor(step / 4.0), step == 4 ? $"−{full} to +{full} percentage points of self share; width: mean of both sides" : "");
        }
    }
}
