using PerfHarness.Cli.Hosting;
using PerfHarness.FlameGraphs;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Reports;

namespace PerfHarness.Cli.Options;

/// <summary>Writes a flame graph in the form that the output's extension names.</summary>
internal static class FlameGraphFile
{
    /// <param name="path">Null for standard output, which gets SVG.</param>
    public static void Write(FlameGraph graph, string? path, Terminal terminal)
    {
        var writer = CreateWriter(path);
        terminal.Report(graph.Diagnostics);
        OutputFileOption.Write(path, terminal, stream => writer.Write(graph, stream));
    }

    /// <exception cref="PerfHarnessException">No flame graph is written with this extension.</exception>
    public static IReportWriter<FlameGraph> CreateWriter(string? path) => FlameGraphWriters.FromExtension(path);
}
