using System.Globalization;
using PerfHarness.FlameGraphs;

namespace PerfHarness.Reports.Svg;

/// <summary>
/// Draws the legend on one line. The entry of a kind has the classes of its shades: the script uses them to name the kind of
/// the box under the pointer.
/// </summary>
internal static class SvgLegend
{
    public static void Write(Utf8Writer output, FlameGraph graph, FlameGraphColors colors, string[] classOf, SvgLayout measures)
    {
        var kinds = colors.IsByKind ? FlameGraphLegend.GetKinds(graph).ToList() : [];
        var (x, size, entry) = ((double)FlameGraphMetrics.SidePadding, graph.Options.FontSize, 0);
        foreach (var (color, text) in FlameGraphLegend.GetEntries(graph, colors))
        {
            var (y, side) = (measures.LegendBaseline - (size * 0.8), size * 0.9);
            output.WriteRaw(string.Create(
                CultureInfo.InvariantCulture, $"<rect x=\"{x:0.#}\" y=\"{y:0.#}\" width=\"{side:0.#}\" height=\"{side:0.#}\" fill=\"{color}\"/>"));
            x += side;
            if (text.Length > 0)
            {
                var classes = entry < kinds.Count ? $" data-k=\"{GetClasses(graph, kinds[entry], classOf)}\"" : "";
                output.WriteRaw(string.Create(
                    CultureInfo.InvariantCulture,
                    $"<text x=\"{x + 4:0.#}\" y=\"{measures.LegendBaseline:0.#}\"{classes}>{XmlText.Escape(text)}</text>\n"));
                x += 4 + (text.Length * size * graph.Options.FontWidth) + (size * 1.2);
            }

            entry++;
        }
    }

    private static string GetClasses(FlameGraph graph, FlameGraphKind kind, string[] classOf) =>
        string.Join(' ', classOf.Where((_, row) => graph.Boxes[row].Kind == kind).Distinct(StringComparer.Ordinal));
}
