using PerfHarness.Analysis;
using PerfHarness.Gating;
using PerfHarness.Profiles;
using PerfHarness.Reports.Verdicts;

namespace PerfHarness.Runs;

/// <summary>From results to what the writers of verdicts show.</summary>
internal static class VerdictReports
{
    /// <summary>Functions whose stacks are shown.</summary>
    private const int MaxExplainedFunctions = 10;

    /// <summary>The verdict of a benchmark, or why it has none: a benchmark that failed must not be missing, either.</summary>
    public static VerdictReport Create(SuiteEntry entry) =>
        entry.Result is { } result ? result.VerdictReport ?? Create(result) : new VerdictReport(entry.Bench, null) { NotJudged = entry.Failure };

    public static VerdictReport Create(BenchResult result)
    {
        return new VerdictReport(
            result.Bench.Name,
            result.Verdict,
            result.Shares,
            result.Verdict is { } verdict ? FindStackChanges(verdict, result.BaselineProfile, result.Selection) : [],
            FindFile("diff.svg"),
            FindFile("flamegraph.svg"),
            result.Elapsed.TotalSeconds,
            result.Profile.Runs.Min(r => r.Started))
        {
            NotJudged = result.NotJudged,
        };

        string? FindFile(string name) => result.Files.FirstOrDefault(file => Path.GetFileName(file) == name);
    }

    /// <summary>Where the failing functions changed.</summary>
    public static IReadOnlyList<StackChange> FindStackChanges(GateVerdict verdict, Profile? before, SampleSelection after)
    {
        var failures = verdict.Failures.Take(MaxExplainedFunctions).ToList();
        if (before is null || failures.Count == 0)
        {
            return [];
        }

        var difference = ProfileDiff.Compare(SampleFilter.None.Apply(before), after, Measure.Samples).Stacks;
        return [.. failures.SelectMany(f => StackChange.FindLargest(difference, f.Name))];
    }
}
