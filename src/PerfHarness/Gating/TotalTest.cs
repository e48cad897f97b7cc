using System.Globalization;
using PerfHarness.Analysis;
using PerfHarness.Gating.Statistics;
using PerfHarness.Measurements;

namespace PerfHarness.Gating;

/// <summary>Tests the total: shares do not show that a program got slower everywhere.</summary>
internal static class TotalTest
{
    private const double Alpha = 0.0002;

    // As for a function: from here on more runs may decide.
    private const double BorderlinePValue = 0.05;

    // Without more runs it is inconclusive only within this factor of α: totals are noisier than shares.
    private const double DoubtfulAlphaFactor = 10;

    /// <summary>Student's t on ln(samples · period), or null if runs have no period or are too few.</summary>
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
        // Equal totals in all runs would make any difference infinitely certain; a clock is not that good.
        var p = Distributions.StudentUpperTail(difference / Math.Max(error, 1e-9), nu);
        var isLargeEnough = Math.Exp(difference) >= 1 + policy.MinimumTotalRise && Math.Min(before.Length, after.Length) >= GatePolicy.MinimumRuns;
        var isSlower = isLargeEnough && p <= Alpha;
        var margin = Distributions.StudentUpperQuantile(0.025, nu) * error;
        var (ratio, low, high) = (Math.Exp(difference), Math.Exp(difference - margin), Math.Exp(difference + margin));
        return new TotalVerdict(
            Math.Exp(mean0),
            Math.Exp(mean1),
            ratio,
            (low, high),
            p,
            isSlower,
            isLargeEnough && !isSlower && p <= BorderlinePValue,
            isLargeEnough && !isSlower && p <= DoubtfulAlphaFactor * Alpha,
            isSlower && policy.FailOn.HasFlag(FailOn.Total),
            unit,
            $"total {(unit == "ns" ? "CPU time" : unit)} {NumberFormatter.FormatRelativeChange(ratio)} "
                + $"(95 % confidence interval {NumberFormatter.FormatRelativeChange(low)} to {NumberFormatter.FormatRelativeChange(high)}, "
                + string.Create(CultureInfo.InvariantCulture, $"p {NumberFormatter.FormatProbability(p)}, {before.Length}+{after.Length} runs)"));
    }

    private static double[] GetLogTotals(RunCounts side) => [.. side.Runs.Select(r => Math.Log(r.Weight))];
}
