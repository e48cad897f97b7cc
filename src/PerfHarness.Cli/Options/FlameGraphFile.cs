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

    /// <summary>Makes sure before the work that the flame graph can be written after it.</summary>
    /// <exception cref="PerfHarnessException">The extension is not supported, or the file cannot be written.</exception>
    public static void Prepare(string? path)
    {
        _ = CreateWriter(path);
        OutputFileOption.Prepare(path);
    }

    private static IReportWriter<FlameGraph> CreateWriter(string? path) => FlameGraphWriters.FromExtension(path);
}
