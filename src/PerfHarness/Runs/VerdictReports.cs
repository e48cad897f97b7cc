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

    /// <summary>Null if nothing was judged.</summary>
    public static VerdictReport? Create(BenchResult result)
    {
        if (result.Verdict is not { } verdict)
        {
            return null;
        }

        return new VerdictReport(
            result.Bench.Name,
            verdict,
            result.Shares,
            FindStackChanges(verdict, result.BaselineProfile, result.Selection),
            FindFile("diff.svg"),
            FindFile("flamegraph.svg"),
            result.Elapsed.TotalSeconds,
            result.Profile.Runs.Min(r => r.Started));

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
