using PerfHarness.Analysis;
using PerfHarness.FlameGraphs;
using PerfHarness.Folding;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Profiles;
using PerfHarness.Reports;
using PerfHarness.Reports.Svg;
using PerfHarness.Reports.Verdicts;

namespace PerfHarness.Runs;

/// <summary>Writes a benchmark's output files.</summary>
internal static class ResultFiles
{
    /// <summary>Name of the file with the verdict.</summary>
    public const string VerdictName = "verdict.json";

    /// <returns>The result with its files and its report, and the profile as pprof.</returns>
    public static (BenchResult Result, byte[] Stacks) Write(BenchResult result, bool interleaved)
    {
        var folder = new OutputFolder(result.OutputFolder);
        var problems = new List<Diagnostic>();
        var options = new FlameGraphOptions
        {
            Title = result.Bench.Name, Subtitle = result.Bench.Command.ToString(), CountName = result.Selection.CountName,
        };
        Write("flamegraph.svg", stream => new SvgFlameGraphWriter().Write(FlameGraph.Create(result.Selection, options), stream));
        if (result.BaselineProfile is { } before)
        {
            var differenceOptions = options with { Title = $"{result.Bench.Name}: difference" };
            var difference = FlameGraph.CreateDifference(SampleFilter.None.Apply(before), result.Selection, differenceOptions);
            Write("diff.svg", stream => new SvgFlameGraphWriter().Write(difference, stream));
        }

        Write("stacks.folded", FoldedStacks.Fold(result.Selection).Write);
        var stacks = SerializePprof(result.Profile);
        Write("profile.pb.gz", stream => stream.Write(stacks));
        Write("report.json", stream => new JsonReportWriter().Write(new JsonReport(result.Shares, result.SymbolCoverage), stream));
        if (interleaved && result.BaselineProfile is { } baseline)
        {
            Write("baseline.folded", FoldedStacks.Fold(baseline).Write);
            Write("baseline.pb.gz", stream => stream.Write(SerializePprof(baseline)));
        }

        result = result with { Files = [.. folder.Files] };
        result = result with { VerdictReport = VerdictReports.Create(result) };
        if (result.VerdictReport is { } report)
        {
            // In the same folder, the page finds the pictures by their names alone.
            var here = report with
            {
                DifferencePath = Path.GetFileName(report.DifferencePath),
                FlameGraphPath = Path.GetFileName(report.FlameGraphPath),
            };
            Write(VerdictName, stream => new VerdictJsonWriter().Write([here], stream));
            Write("verdict.md", stream => new MarkdownVerdictWriter().Write([here], stream));
        }

        return (result with { Files = [.. folder.Files], OutputProblems = problems }, stacks);

        // The disk may be full by now: the verdict, and what can be written, must not be lost with it.
        void Write(string name, Action<Stream> write)
        {
            try
            {
                folder.Write(name, write);
            }
            catch (PerfHarnessException e) when (e.Diagnostic.Code == DiagnosticCodes.OutputNotWritable)
            {
                problems.Add(e.Diagnostic);
            }
        }
    }

    private static byte[] SerializePprof(Profile profile)
    {
        using var stream = new MemoryStream();
        new PprofWriter().Write(profile, stream);
        return stream.ToArray();
    }
}
