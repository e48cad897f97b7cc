using System.Globalization;
using PerfHarness.FlameGraphs;

namespace PerfHarness.Reports.Svg;

/// <summary>
/// Draws the legend on one line. The entry of a kind has the classes of its shades: the script uses them to name the kind of
/// the box under the pointer.
/// </summary>
internal static class SvgLegend
{
    /// <param name="classOf">By box.</param>
    public static void Write(Utf8Writer output, FlameGraph graph, FlameGraphColors colors, SvgClasses classes, int[] classOf, SvgLayout measures)
    {
        var (x, size) = ((double)FlameGraphMetrics.SidePadding, graph.Options.FontSize);
        foreach (var (color, text, kind) in FlameGraphLegend.GetEntries(graph, colors))
        {
            var (y, side) = (measures.LegendBaseline - (size * 0.8), Format(size * 0.9));
            output.WriteRaw($"<rect x=\"{Format(x)}\" y=\"{Format(y)}\" width=\"{side}\" height=\"{side}\" fill=\"{color.ToString()}\"/>");
            x += size * 0.9;
            if (text.Length > 0)
            {
                var attribute = kind is { } ofKind ? $" data-k=\"{GetClasses(graph, ofKind, classes, classOf)}\"" : "";
                output.WriteRaw($"<text x=\"{Format(x + 4)}\" y=\"{Format(measures.LegendBaseline)}\"{attribute}>{XmlText.Escape(text)}</text>\n");
                x += 4 + (text.Length * size * graph.Options.FontWidth) + (size * 1.2);
            }
        }
    }

    private static string GetClasses(FlameGraph graph, FlameGraphKind kind, SvgClasses classes, int[] classOf)
    {
        var names = new List<string>();
        var isListed = new bool[classes.Count];
        for (var row = 0; row < classOf.Length; row++)
        {
            if (graph.Boxes[row].Kind == kind && !isListed[classOf[row]])
            {
                isListed[classOf[row]] = true;
                names.Add(classes.GetName(classOf[row]));
            }
        }

        return string.Join(' ', names);
    }

    private static string Format(double value) => value.ToString("0.#", CultureInfo.InvariantCulture);
}
