using PerfHarness.Analysis;
using PerfHarness.FlameGraphs;
using PerfHarness.Folding;
using PerfHarness.Profiles;
using PerfHarness.Reports;
using PerfHarness.Reports.Svg;
using PerfHarness.Reports.Verdicts;

namespace PerfHarness.Runs;

/// <summary>Writes what a benchmark leaves behind.</summary>
internal static class ResultFiles
{
    /// <returns>The result with its files, and the profile as pprof.</returns>
    public static (BenchResult Result, byte[] Stacks) Write(BenchResult result, bool interleaved)
    {
        var folder = new OutputFolder(result.OutputFolder);
        var options = new FlameGraphOptions { Title = result.Bench.Name, Subtitle = result.Bench.Command.ToString() };
        folder.Write("flamegraph.svg", stream => new SvgFlameGraphWriter().Write(FlameGraph.Create(result.Selection, options), stream));
        if (result.BaselineProfile is { } before)
        {
            var difference = FlameGraph.CreateDifference(SampleFilter.None.Apply(before), result.Selection, options with { Title = $"{result.Bench.Name}: difference" });
            folder.Write("diff.svg", stream => new SvgFlameGraphWriter().Write(difference, stream));
        }

        folder.Write("stacks.folded", FoldedStacks.Fold(result.Selection).Write);
        var stacks = SerializePprof(result.Profile);
        folder.Write("profile.pb.gz", stream => stream.Write(stacks));
        folder.Write("report.json", stream => new JsonReportWriter().Write(new JsonReport(result.Shares, result.SymbolCoverage), stream));
        if (interleaved && result.BaselineProfile is { } old)
        {
            folder.Write("baseline.folded", FoldedStacks.Fold(old).Write);
            folder.Write("baseline.pb.gz", stream => stream.Write(SerializePprof(old)));
        }

        result = result with { Files = [.. folder.Files] };
        if (VerdictReports.Create(result) is { } verdict)
        {
            // Beside each other, the page finds the pictures by their names alone.
            var here = verdict with { DifferencePath = Path.GetFileName(verdict.DifferencePath), FlameGraphPath = Path.GetFileName(verdict.FlameGraphPath) };
            folder.Write("verdict.json", stream => new VerdictJsonWriter().Write([here], stream));
            folder.Write("verdict.md", stream => new MarkdownVerdictWriter().Write([here], stream));
        }

        return (result with { Files = [.. folder.Files] }, stacks);
    }

    private static byte[] SerializePprof(Profile profile)
    {
        using var stream = new MemoryStream();
        new PprofWriter().Write(profile, stream);
        return stream.ToArray();
    }
}
