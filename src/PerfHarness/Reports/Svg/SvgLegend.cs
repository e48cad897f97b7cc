using System.Globalization;
using PerfHarness.Analysis;

namespace PerfHarness.Reports.Svg;

/// <summary>
/// Says what the hues mean: kinds of code with their shares of the self weight, or the scale of a difference. An entry of
/// a kind carries the classes of its shades, by which the script names the kind of a box under the pointer.
/// </summary>
internal static class SvgLegend
{
    public static void Write(Utf8Output output, FlameGraph graph, FlameGraphColors colors, string[] classOf, SvgMeasures measures)
    {
        var entries = graph.IsDifference ? Changes(graph, colors) : colors.IsByKind ? Kinds(graph, classOf) : [];
        var x = (double)FlameGraphMetrics.SidePadding;
        var size = graph.Options.FontSize;
        foreach (var (color, text, classes) in entries)
        {
            output.Raw(string.Create(CultureInfo.InvariantCulture, $"<rect x=\"{x:0.#}\" y=\"{measures.Legend - (size * 0.8):0.#}\" width=\"{size * 0.9:0.#}\" height=\"{size * 0.9:0.#}\" fill=\"{color}\"/>"));
            x += size * 0.9;
            if (text.Length > 0)
            {
                var attribute = classes.Length > 0 ? $" data-k=\"{classes}\"" : "";
                output.Raw(string.Create(CultureInfo.InvariantCulture, $"<text x=\"{x + 4:0.#}\" y=\"{measures.Legend:0.#}\"{attribute}>{XmlText.Escape(text)}</text>\n"));
                x += 4 + (text.Length * size * graph.Options.FontWidth) + (size * 1.2);
            }
        }
    }

    private static IEnumerable<(Rgb Color, string Text, string Classes)> Kinds(FlameGraph graph, string[] classOf)
    {
        for (var kind = FlameGraphKind.Other; kind < FlameGraphKind.Root; kind++)
        {
            var classes = classOf.Where((_, row) => graph.Boxes[row].Kind == kind).Distinct(StringComparer.Ordinal).ToList();
            if (classes.Count > 0)
            {
                var share = (100 * graph.Share(graph.SelfByKind[(int)kind])).ToString("F1", CultureInfo.InvariantCulture);
                yield return (FlameGraphColors.OfKind(kind), $"{FlameGraphTitle.Of(kind)} {share}%", string.Join(' ', classes));
            }
        }
    }

    private static IEnumerable<(Rgb Color, string Text, string Classes)> Changes(FlameGraph graph, FlameGraphColors colors)
    {
        var full = (100 * colors.FullChange).ToString("0.##", CultureInfo.InvariantCulture);
        for (var step = -4; step <= 4; step++)
        {
            yield return (colors.OfChange(step / 4.0), step == 4 ? $"self share: −{full} to +{full} percentage points; width: mean of both sides" : "", "");
        }
    }
}
