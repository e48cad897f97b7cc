using System.Globalization;
using PerfHarness.Measurements;

namespace PerfHarness.Gating;

/// <summary>Determines whether the data is fit to be judged, before its shares are examined.</summary>
internal static class InputCheck
{
    private const int MaxReportedProblems = 3;

    /// <summary>Clauses that say why not; empty if it is.</summary>
    public static IReadOnlyList<string> FindProblems(string side, RunCounts counts, GatePolicy policy)
    {
        if (counts.Runs.Count == 0)
        {
            return [$"the {side} has no runs"];
        }

        var problems = new List<string>();
        for (var run = 0; run < counts.Runs.Count; run++)
        {
            if (RunQuality.FindProblem(counts.Runs[run], counts.GetSamples(run), policy) is { } problem)
            {
                problems.Add(string.Create(CultureInfo.InvariantCulture, $"{side} run {run + 1} {problem}"));
            }
        }

        var unreportedCount = problems.Count - MaxReportedProblems;
        return unreportedCount <= 0 ? problems : [.. problems.Take(MaxReportedProblems), DescribeUnreported(side, unreportedCount)];
    }

    /// <summary>Share of the candidate's self samples that are unresolved.</summary>
    public static double ComputeUnnamedShare(RunCounts counts)
    {
        var samples = Enumerable.Range(0, counts.Runs.Count).Sum(run => (double)counts.GetSamples(run));
        var unnamed = counts.Functions
            .Where(f => f.Name.Name is "[unknown]" or "[jit]" || (f.Name.Module is not ['[', ..] && f.Name.Name == $"[{f.Name.Module}]"))
            .Sum(f => (double)f.SelfSum);
        return samples > 0 ? unnamed / samples : 0;
    }

    private static string DescribeUnreported(string side, int count) => count == 1
        ? $"1 more run of the {side} has problems, too"
        : string.Create(CultureInfo.InvariantCulture, $"{count} more runs of the {side} have problems, too");
}
