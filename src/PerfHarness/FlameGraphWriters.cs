using PerfHarness.FlameGraphs;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Reports;
using PerfHarness.Reports.Html;
using PerfHarness.Reports.Svg;

namespace PerfHarness;

/// <summary>Writes flame graphs. Neither form needs anything but a browser; both are searched and zoomed.</summary>
public static class FlameGraphWriters
{
    /// <summary>Writes the flame graph as SVG or HTML, by the extension.</summary>
    /// <param name="path">Ends in <c>.svg</c>, <c>.html</c> or <c>.htm</c>.</param>
    /// <exception cref="PerfHarnessException">No flame graph is written with this extension.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Save(this FlameGraph graph, string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var writer = FromExtension(path);
        using var file = File.Create(path);
        writer.Write(graph, file);
    }

    /// <summary>Writes a picture that can be embedded in a page, and is interactive when opened by itself.</summary>
    public static void WriteSvg(this FlameGraph graph, Stream output) => new SvgFlameGraphWriter().Write(graph, output);

    /// <summary>Writes a page with the flame graph and a table of its functions, which reaches no network.</summary>
    public static void WriteHtml(this FlameGraph graph, Stream output) => new HtmlFlameGraphWriter().Write(graph, output);

    /// <param name="path">Null and a path without extension mean SVG.</param>
    /// <exception cref="PerfHarnessException">No flame graph is written with this extension.</exception>
    internal static IReportWriter<FlameGraph> FromExtension(string? path) => Path.GetExtension(path)?.ToLowerInvariant() switch
    {
        null or "" or ".svg" => new SvgFlameGraphWriter(),
        ".html" or ".htm" => new HtmlFlameGraphWriter(),
        var other => throw new PerfHarnessException(
            DiagnosticCodes.UsageError, $"a flame graph cannot be written as '{other}'.", "Use .svg or .html."),
    };
}
