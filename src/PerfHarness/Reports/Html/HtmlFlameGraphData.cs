using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using PerfHarness.FlameGraphs;
using PerfHarness.Reports.Svg;

namespace PerfHarness.Reports.Html;

/// <summary>
/// What the page's script draws, as JSON. Boxes are columns: <c>up</c> is a parent's row as the distance to the parent of
/// the box before (mostly 0), <c>left</c> and <c>wide</c> are in <see cref="Unit"/>ths of the whole.
/// </summary>
internal static class HtmlFlameGraphData
{
    private const double Unit = 1e8;

    /// <summary>The table lists this many functions, those with the largest self weights.</summary>
    private const int MostFunctions = 20_000;

    // Escapes < > & ' " and what JavaScript takes for a line end; names need not be ASCII.
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.Create(UnicodeRanges.All) };

    public static void Write(FlameGraph graph, Stream output)
    {
        using var json = new Utf8JsonWriter(output, Options);
        json.WriteStartObject();
        Settings(json, graph);
        Names(json, graph);
        Boxes(json, graph);
        Functions(json, graph);
        json.WriteEndObject();
    }

    private static void Settings(Utf8JsonWriter json, FlameGraph graph)
    {
        var options = graph.Options;
        json.WriteNumber("unit", Unit);
        json.WriteNumber("rowHeight", options.FrameHeight);
        json.WriteNumber("size", options.FontSize);
        json.WriteString("font", options.FontType + ",sans-serif");
        json.WriteString("nameType", XmlText.Bounded(options.NameType));
        json.WriteString("countName", XmlText.Bounded(options.CountName));
        json.WriteNumber("factor", options.Factor);
        json.WriteString("search", options.Search ?? "");
        json.WriteBoolean("inverted", options.Inverted);
        json.WriteBoolean("difference", graph.IsDifference);
        json.WriteNumber("whole", graph.Whole);
        json.WriteNumber("beforeTotal", graph.BeforeTotal);
        if (options.Width is { } width)
        {
            json.WriteNumber("width", width);
        }
    }

    private static void Names(Utf8JsonWriter json, FlameGraph graph)
    {
        var modules = new Dictionary<string, int>(StringComparer.Ordinal);
        Column(json, "names", graph.Names, name => json.WriteStringValue(XmlText.Bounded(name.Text)));
        Column(json, "module", graph.Names, name =>
        {
            modules.TryAdd(name.Module, modules.Count);
            json.WriteNumberValue(modules[name.Module]);
        });
        Column(json, "modules", modules.Keys, module => json.WriteStringValue(XmlText.Bounded(module)));
    }

    private static void Boxes(Utf8JsonWriter json, FlameGraph graph)
    {
        var colors = new FlameGraphColors(graph);
        var palette = new Dictionary<Rgb, int>();
        var row = 0;
        Column(json, "color", graph.Boxes, _ =>
        {
            var color = colors.Of(row++);
            palette.TryAdd(color, palette.Count);
            json.WriteNumberValue(palette[color]);
        });
        Column(json, "colors", palette.Keys, color => json.WriteStringValue(color.ToString()));
        Column(json, "kinds", Enum.GetValues<FlameGraphKind>(), kind => json.WriteStringValue(kind == FlameGraphKind.Other ? "" : FlameGraphTitle.Of(kind)));
        json.WriteStartArray("legend");
        foreach (var (color, text) in FlameGraphLegend.Of(graph, colors))
        {
            json.WriteStartObject();
            json.WriteString("color", color.ToString());
            json.WriteString("text", text);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        var (top, bottom) = FlameGraphBackground.Of(graph.Options, colors);
        json.WriteString("ground", graph.Options.Background is null && top == bottom ? "" : $"linear-gradient({top},{bottom})");

        var parent = 0;
        Column(json, "up", graph.Boxes, box =>
        {
            json.WriteNumberValue(box.Parent - parent);
            parent = box.Parent;
        });
        Column(json, "name", graph.Boxes, box => json.WriteNumberValue(box.Name));
        Column(json, "kind", graph.Boxes, box => json.WriteNumberValue((int)box.Kind));
        Column(json, "left", graph.Boxes, box => json.WriteNumberValue(Scaled(box.X0, graph)));
        Column(json, "wide", graph.Boxes, box => json.WriteNumberValue(Scaled(box.X1, graph) - Scaled(box.X0, graph)));
        Column(json, "self_", graph.Boxes, box => json.WriteNumberValue(box.Self));
        Column(json, "total_", graph.Boxes, box => json.WriteNumberValue(box.Total));
        if (graph.IsDifference)
        {
            Column(json, "beforeSelf_", graph.Boxes, box => json.WriteNumberValue(box.BeforeSelf));
            Column(json, "beforeTotal_", graph.Boxes, box => json.WriteNumberValue(box.BeforeTotal));
        }
    }

    private static void Functions(Utf8JsonWriter json, FlameGraph graph)
    {
        json.WriteStartArray("functions");
        var largest = graph.Functions.OrderByDescending(f => Math.Max(graph.Share(f.Self), graph.BeforeShare(f.BeforeSelf))).ThenByDescending(f => f.Total).ThenBy(f => f.Name);
        foreach (var function in largest.Take(MostFunctions))
        {
            json.WriteStartObject();
            json.WriteNumber("name", function.Name);
            json.WriteNumber("self", function.Self);
            json.WriteNumber("total", function.Total);
            json.WriteNumber("beforeSelf", function.BeforeSelf);
            json.WriteNumber("beforeTotal", function.BeforeTotal);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static long Scaled(double x, FlameGraph graph) => (long)Math.Round(x / graph.Width * Unit);

    private static void Column<T>(Utf8JsonWriter json, string name, IEnumerable<T> values, Action<T> write)
    {
        json.WriteStartArray(name);
        foreach (var value in values)
        {
            write(value);
        }

        json.WriteEndArray();
    }
}
