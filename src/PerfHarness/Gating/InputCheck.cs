using System.Globalization;
using PerfHarness.Measurements;

namespace PerfHarness.Gating;

/// <summary>Whether the data is fit to be judged, before anybody looks at its shares.</summary>
internal static class InputCheck
{
    private const int MaxReportedProblems = 3;

    /// <summary>Sentences that say why not; empty where it is.</summary>
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

        var more = problems.Count - MaxReportedProblems;
        return more <= 0 ? problems : [.. problems.Take(MaxReportedProblems), string.Create(CultureInfo.InvariantCulture, $"{more} more run{(more == 1 ? "" : "s")} of the {side} {(more == 1 ? "is" : "are")} no better")];
    }

    /// <summary>Share of the candidate's self samples whose code has no name at all.</summary>
    public static double ComputeUnnamedShare(RunCounts counts)
    {
        var samples = Enumerable.Range(0, counts.Runs.Count).Sum(run => (double)counts.GetSamples(run));
        var unnamed = counts.Functions
            .Where(f => f.Name.Name is "[unknown]" or "[jit]" || (f.Name.Module is not ['[', ..] && f.Name.Name == $"[{f.Name.Module}]"))
            .Sum(f => (double)f.SelfSum);
        return samples > 0 ? unnamed / samples : 0;
    }
}
