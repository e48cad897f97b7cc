using System.Globalization;
using PerfHarness.Gating.Statistics;
using PerfHarness.Measurements;

namespace PerfHarness.Gating;

/// <summary>
/// Determines whether the rest of the machine was busier on one side than on the other, so that the program had fewer
/// processors to itself there. Waiting, spinning and scheduling then have other shares of the same program: functions of the
/// runtime and the kernel went from 0.1 % to 2 % of identical binaries when a second processor became free
/// (eng/experiments.md). Interleaved sides share whatever load there is; a stored baseline does not.
/// </summary>
internal static class LoadDifference
{
    /// <summary>A rise of this share or more is not caused by load: identical binaries showed up to 2 %.</summary>
    public const double MaximumAffectedRise = 0.05;

    /// <summary>The same of the total: two programs on one core take up to twice as long.</summary>
    public const double MaximumAffectedTotal = 2;

    private const double SignificanceLevel = 0.01;

    /// <summary>Processors. An idle desktop stays below.</summary>
    private const double NoticeableDifference = 0.25;

    /// <summary>From this part of busy processors on, programs begin to wait for each other.</summary>
    private const double ContentionShare = 0.75;

    /// <param name="processors">Of the machine; 0 if unknown.</param>
    /// <returns>What differs, in a clause, or null if nothing does or it is unknown.</returns>
    public static string? Describe(RunCounts baseline, RunCounts candidate, int processors)
    {
        var (before, after) = (GetOtherLoads(baseline), GetOtherLoads(candidate));
        if (before.Length != baseline.Runs.Count || after.Length != candidate.Runs.Count || before.Length < 2 || after.Length < 2)
        {
            return null;
        }

        var (mean0, mean1) = (before.Average(), after.Average());
        var nu = before.Length + after.Length - 2;
        var variance = (before.Sum(x => (x - mean0) * (x - mean0)) + after.Sum(x => (x - mean1) * (x - mean1))) / nu;
        // A load that is the same to the last digit is no more certain than the clock that measured it.
        var error = Math.Sqrt(Math.Max(variance, 1e-6) * ((1.0 / before.Length) + (1.0 / after.Length)));
        var difference = Math.Abs(mean1 - mean0);
        var p = 2 * Distributions.StudentUpperTail(difference / error, nu);
        var crowded = processors <= 0 || Math.Max(GetBusyProcessors(baseline), GetBusyProcessors(candidate)) >= ContentionShare * processors;
        return p <= SignificanceLevel && difference >= NoticeableDifference && crowded
            ? FormattableString.Invariant($"other load kept {mean0:0.0} CPUs busy during the baseline's runs, and {mean1:0.0} during these")
            : null;
    }

    private static double[] GetOtherLoads(RunCounts side) => [.. side.Runs.Select(r => r.OtherLoad).OfType<double>()];

    private static double GetBusyProcessors(RunCounts side) => side.Runs.Average(r => r.BusyTime!.Value / r.WallTime!.Value);
}
