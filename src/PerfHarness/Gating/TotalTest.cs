using System.Globalization;
using PerfHarness.Analysis;
using PerfHarness.Gating.Statistics;
using PerfHarness.Measurements;

namespace PerfHarness.Gating;

/// <summary>Shares are blind to a program that got slower everywhere; its total is not.</summary>
internal static class TotalTest
{
    // As for a function: from here on more runs may decide.
    private const double BorderlinePValue = 0.05;

    // Without more runs it is open only within this factor of α: totals are noisier than shares.
    private const double DoubtfulAlphaFactor = 10;

    /// <summary>Student's t on ln(samples · period), or null where runs have no period or are too few.</summary>
    public static TotalVerdict? Run(RunCounts baseline, RunCounts candidate, GatePolicy policy)
    {
        var unit = candidate.Runs[0].Unit;
        var runs = baseline.Runs.Concat(candidate.Runs).ToList();
        if (unit == "samples" || baseline.Runs.Count < 2 || candidate.Runs.Count < 2 || runs.Exists(r => r.Weight <= 0 || r.Unit != unit))
        {
            return null;
        }

        var (before, after) = (GetLogTotals(baseline), GetLogTotals(candidate));
        var (mean0, mean1) = (before.Average(), after.Average());
        var nu = before.Length + after.Length - 2;
        var variance = (before.Sum(x => (x - mean0) * (x - mean0)) + after.Sum(x => (x - mean1) * (x - mean1))) / nu;
        var error = Math.Sqrt(variance * ((1.0 / before.Length) + (1.0 / after.Length)));
        var difference = mean1 - mean0;
        // Equal totals in all runs would make any difference infinitely sure; a clock is not that good.
        var p = Distributions.StudentUpperTail(difference / Math.Max(error, 1e-9), nu);
        var matters = Math.Exp(difference) >= 1 + policy.MinimumTotalRise && Math.Min(before.Length, after.Length) >= policy.MinimumRuns;
        var slower = matters && p <= policy.TotalAlpha;
        var half = Distributions.StudentUpperQuantile(0.025, nu) * error;
        return new TotalVerdict(
            Math.Exp(mean0),
            Math.Exp(mean1),
            Math.Exp(difference),
            (Math.Exp(difference - half), Math.Exp(difference + half)),
            p,
            slower,
            matters && !slower && p <= BorderlinePValue,
            matters && !slower && p <= DoubtfulAlphaFactor * policy.TotalAlpha,
            slower && policy.FailOn.HasFlag(FailOn.Total),
            unit,
            string.Create(
                CultureInfo.InvariantCulture,
                $"total {(unit == "ns" ? "CPU time" : unit)} {NumberFormatter.FormatRelativeChange(Math.Exp(difference))} "
                + $"(95 % interval {NumberFormatter.FormatRelativeChange(Math.Exp(difference - half))} to {NumberFormatter.FormatRelativeChange(Math.Exp(difference + half))}, "
                + $"p {NumberFormatter.FormatProbability(p)}, {before.Length}+{after.Length} runs)"));
    }

    private static double[] GetLogTotals(RunCounts side) => [.. side.Runs.Select(r => Math.Log(r.Weight))];
}
