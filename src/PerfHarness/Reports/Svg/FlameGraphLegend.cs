using System.Globalization;
using PerfHarness.FlameGraphs;

namespace PerfHarness.Reports.Svg;

/// <summary>What the hues of a graph mean: kinds of code with their shares of the self weight, or the scale of a difference.</summary>
internal static class FlameGraphLegend
{
    public static FlameGraphLegendEntry[] GetEntries(FlameGraph graph, FlameGraphColors colors) =>
        graph.IsDifference ? GetChangeEntries(graph, colors) : colors.IsByKind ? GetKindEntries(graph) : [];

    private static FlameGraphLegendEntry[] GetKindEntries(FlameGraph graph)
    {
        var isPresent = new bool[(int)FlameGraphKind.Root + 1];
        foreach (ref readonly var box in graph.Boxes.AsSpan())
        {
            isPresent[(int)box.Kind] = true;
        }

        var (entries, count) = (new FlameGraphLegendEntry[isPresent.Length], 0);
        for (var kind = default(FlameGraphKind); kind < FlameGraphKind.Root; kind++)
        {
            if (isPresent[(int)kind])
            {
                entries[count++] = new FlameGraphLegendEntry(FlameGraphColors.GetKindColor(kind), FormatEntry(graph, kind), kind);
            }
        }

        return entries[..count];
    }

    private static string FormatEntry(FlameGraph graph, FlameGraphKind kind) =>
        FlameGraphTitle.GetTitle(kind) + " " + (100 * graph.GetShare(graph.SelfByKind[(int)kind])).ToString("F1", CultureInfo.InvariantCulture) + "%";

    private static FlameGraphLegendEntry[] GetChangeEntries(FlameGraph graph, FlameGraphColors colors)
    {
        var full = (100 * colors.FullChange).ToString("0.##", CultureInfo.InvariantCulture);
        var entries = new FlameGraphLegendEntry[9];
        for (var step = -4; step <= 4; step++)
        {
            entries[step + 4] = new FlameGraphLegendEntry(
                colors.GetChangeColor(step / 4.0),
                step == 4 ? $"−{full} to +{full} percentage points of self share; width: mean of both sides" : "");
        }

        return entries;
    }
}
