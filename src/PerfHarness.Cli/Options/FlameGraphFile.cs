using PerfHarness.Cli.Hosting;
using PerfHarness.FlameGraphs;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Reports;

namespace PerfHarness.Cli.Options;

/// <summary>Writes a flame graph in the format given by the output's extension.</summary>
internal static class FlameGraphFile
{
    /// <param name="path">Null for SVG on standard output.</param>
    public static void Write(FlameGraph graph, string? path, Terminal terminal)
    {
        var writer = CreateWriter(path);
        terminal.Report(graph.Diagnostics);
        OutputFileOption.Write(path, terminal, stream => writer.Write(graph, stream));
    }

    /// <exception cref="PerfHarnessException">The extension is not supported.</exception>
    public static IReportWriter<FlameGraph> CreateWriter(string? path) => FlameGraphWriters.FromExtension(path);
}
