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
    private const int MaxFunctions = 20_000;

    // Escapes < > & ' " and what JavaScript takes for a line end; names need not be ASCII.
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.Create(UnicodeRanges.All) };

    public static void Write(FlameGraph graph, Stream output)
    {
        using var json = new Utf8JsonWriter(output, Options);
        json.WriteStartObject();
        WriteSettings(json, graph);
        WriteNames(json, graph);
        WriteColors(json, graph);
        WriteBoxes(json, graph);
        WriteFunctions(json, graph);
        json.WriteEndObject();
    }

    private static void WriteSettings(Utf8JsonWriter json, FlameGraph graph)
    {
        var options = graph.Options;
        json.WriteNumber("unit", Unit);
        json.WriteNumber("rowHeight", options.FrameHeight);
        json.WriteNumber("size", options.FontSize);
        json.WriteString("font", options.FontType + ",sans-serif");
        json.WriteString("nameType", XmlText.Truncate(options.NameType));
        json.WriteString("countName", XmlText.Truncate(options.CountName));
        json.WriteNumber("factor", options.Factor);
        json.WriteString("search", options.Search ?? "");
        json.WriteBoolean("inverted", options.Inverted);
        json.WriteBoolean("difference", graph.IsDifference);
        json.WriteNumber("whole", graph.ReferenceWeight);
        json.WriteNumber("beforeTotal", graph.BeforeTotal);
        if (options.Width is { } width)
        {
            json.WriteNumber("width", width);
        }
    }

    private static void WriteNames(Utf8JsonWriter json, FlameGraph graph)
    {
        json.WriteStartArray("names");
        foreach (var name in graph.Names)
        {
            json.WriteStringValue(XmlText.Truncate(name.Text));
        }

        json.WriteEndArray();
        var modules = new Dictionary<string, int>(StringComparer.Ordinal);
        json.WriteStartArray("module");
        foreach (var name in graph.Names)
        {
            modules.TryAdd(name.Module, modules.Count);
            json.WriteNumberValue(modules[name.Module]);
        }

        json.WriteEndArray();
        json.WriteStartArray("modules");
        foreach (var module in modules.Keys)
        {
            json.WriteStringValue(XmlText.Truncate(module));
        }

        json.WriteEndArray();
    }

    private static void WriteColors(Utf8JsonWriter json, FlameGraph graph)
    {
        var colors = new FlameGraphColors(graph);
        var palette = new Dictionary<int, int>();
        json.WriteStartArray("color");
        for (var row = 0; row < graph.Boxes.Length; row++)
        {
            var color = colors.GetColor(row).Packed;
            palette.TryAdd(color, palette.Count);
            json.WriteNumberValue(palette[color]);
        }

        json.WriteEndArray();
        json.WriteStartArray("colors");
        foreach (var color in palette.Keys)
        {
            json.WriteStringValue(Rgb.Unpack(color).ToString());
        }

        json.WriteEndArray();
        json.WriteStartArray("kinds");
        for (var kind = default(FlameGraphKind); kind <= FlameGraphKind.Root; kind++)
        {
            json.WriteStringValue(kind == FlameGraphKind.Other ? "" : FlameGraphTitle.GetTitle(kind));
        }

        json.WriteEndArray();
        json.WriteStartArray("legend");
        foreach (var (color, text, _) in FlameGraphLegend.GetEntries(graph, colors))
        {
            json.WriteStartObject();
            json.WriteString("color", color.ToString());
            json.WriteString("text", text);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        var (top, bottom) = FlameGraphBackground.GetColors(graph.Options, colors);
        json.WriteString("ground", graph.Options.Background is null && top == bottom ? "" : $"linear-gradient({top.ToString()},{bottom.ToString()})");
    }

    private static void WriteBoxes(Utf8JsonWriter json, FlameGraph graph)
    {
        var parent = 0;
        WriteColumn(json, "up", graph, (in FlameGraphBox box) =>
        {
            var up = box.Parent - parent;
            parent = box.Parent;
            return up;
        });
        WriteColumn(json, "name", graph, static (in FlameGraphBox box) => box.Name);
        WriteColumn(json, "kind", graph, static (in FlameGraphBox box) => (int)box.Kind);
        WriteColumn(json, "left", graph, (in FlameGraphBox box) => ToUnits(box.X0, graph));
        WriteColumn(json, "wide", graph, (in FlameGraphBox box) => ToUnits(box.X1, graph) - ToUnits(box.X0, graph));
        WriteColumn(json, "self_", graph, static (in FlameGraphBox box) => box.Self);
        WriteColumn(json, "total_", graph, static (in FlameGraphBox box) => box.Total);
        if (graph.IsDifference)
        {
            WriteColumn(json, "beforeSelf_", graph, static (in FlameGraphBox box) => box.BeforeSelf);
            WriteColumn(json, "beforeTotal_", graph, static (in FlameGraphBox box) => box.BeforeTotal);
        }
    }

    private static void WriteFunctions(Utf8JsonWriter json, FlameGraph graph)
    {
        json.WriteStartArray("functions");
        var largest = graph.Functions
            .OrderByDescending(f => Math.Max(graph.GetShare(f.Self), graph.GetBeforeShare(f.BeforeSelf)))
            .ThenByDescending(f => f.Total)
            .ThenBy(f => f.Name);
        foreach (var function in largest.Take(MaxFunctions))
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

    private static long ToUnits(double x, FlameGraph graph) => (long)Math.Round(x / graph.Width * Unit);

    private static void WriteColumn(Utf8JsonWriter json, string name, FlameGraph graph, BoxColumn column)
    {
        json.WriteStartArray(name);
        foreach (ref readonly var box in graph.Boxes.AsSpan())
        {
            json.WriteNumberValue(column(box));
        }

        json.WriteEndArray();
    }

    private delegate long BoxColumn(in FlameGraphBox box);
}
