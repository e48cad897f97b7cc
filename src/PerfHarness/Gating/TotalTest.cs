using System.Globalization;
using PerfHarness.Analysis;
using PerfHarness.Gating.Statistics;
using PerfHarness.Measurements;

namespace PerfHarness.Gating;

/// <summary>Tests the total: shares do not show that a program got slower everywhere.</summary>
internal sealed class TotalTest
{
    private const double Alpha = 0.0002;

    // As for a function: from here on more runs may decide.
    private const double BorderlinePValue = 0.05;

    // Without more runs it is inconclusive only within this factor of α: totals are noisier than shares.
    private const double DoubtfulAlphaFactor = 10;

    // What a test of the total must be able to see, with a probability of 97 % (1.88 standard errors).
    private const double VisibleRatio = 1.1;
    private const double VisibleQuantile = 1.88;

    // From here on, pairs of runs tell more than two independent sides. Either test alone keeps to α, so that the choice
    // costs at most another α.
    private const double MinimumPairCorrelation = 0.5;

    // A wall time is only a warning, and only from here on.
    private const double MinimumWallRise = 0.05;

    // From here on Student's t is the normal distribution.
    private const double NormalDegreesOfFreedom = 1e4;

    private readonly GatePolicy _policy;
    private readonly GateInput _input;
    private readonly bool _isLastLook;
    private readonly double[] _before;
    private readonly double[] _after;
    private readonly TotalDrift _drift;

    private TotalTest(GatePolicy policy, GateInput input, bool isLastLook, double[] before, double[] after, TotalDrift drift) =>
        (_policy, _input, _isLastLook, _before, _after, _drift) = (policy, input, isLastLook, before, after, drift);

    /// <summary>
    /// Student's t on ln(samples · period), per operation where the runs say how many they did. Null if runs have no
    /// period, if only some say how many operations they did, or if they are too few.
    /// </summary>
    /// <param name="isLastLook">No more runs will be recorded.</param>
    public static TotalVerdict? Run(RunCounts baseline, RunCounts candidate, GatePolicy policy, GateInput input, bool isLastLook)
    {
        var unit = candidate.Runs[0].Unit;
        var runs = baseline.Runs.Concat(candidate.Runs).ToList();
        var isPerOperation = runs.TrueForAll(r => r.Operations > 0);
        if (unit == "samples" || !HasEnoughRuns(baseline, candidate) || runs.Exists(r => r.Weight <= 0 || r.Unit != unit)
            || (!isPerOperation && runs.Exists(r => r.Operations is not null)))
        {
            return null;
        }

        var before = GetLogTotals(baseline, isPerOperation);
        var isPartial = !isPerOperation && (input.IsStartDetected || runs.Exists(r => r.CpuTime is null));
        var drift = input.Interleaved ? TotalDrift.None : TotalDrift.Estimate(baseline, before, isPartial);
        var name = unit != "ns" ? $"total {unit}{(isPerOperation ? " per operation" : "")}"
            : isPerOperation ? "CPU time per operation"
            : "total CPU time";
        var test = new TotalTest(policy, input, isLastLook, before, GetLogTotals(candidate, isPerOperation), drift);
        return test.Judge(name, unit) with { IsPerOperation = isPerOperation };
    }

    /// <summary>The same for the wall time of interleaved runs, which is reported and never fails.</summary>
    public static TotalVerdict? RunWall(RunCounts baseline, RunCounts candidate, GatePolicy policy, GateInput input)
    {
        var runs = baseline.Runs.Concat(candidate.Runs).ToList();
        if (!input.Interleaved || !HasEnoughRuns(baseline, candidate)
            || runs.Exists(r => r.WallTime is not { } wall || wall <= TimeSpan.Zero || r.Operations is not null))
        {
            return null;
        }

        var wallPolicy = policy with { FailOn = FailOn.None, MinimumTotalRise = Math.Max(policy.MinimumTotalRise, MinimumWallRise) };
        var test = new TotalTest(wallPolicy, input, true, GetLogWallTimes(baseline), GetLogWallTimes(candidate), TotalDrift.None);
        return test.Judge("wall time", "ns") with { IsBorderline = false, IsDoubtful = false, Obstacle = null };
    }

    private TotalVerdict Judge(string name, string unit)
    {
        var (mean0, mean1) = (_before.Average(), _after.Average());
        var nu = _before.Length + _after.Length - 2;
        var variance = (_before.Sum(x => (x - mean0) * (x - mean0)) + _after.Sum(x => (x - mean1) * (x - mean1))) / nu;
        var isPaired = _input.Interleaved && _before.Length == _after.Length
            && PairCorrelation.Correlate(_before, _after) >= MinimumPairCorrelation;
        if (isPaired)
        {
            // Half the variance of the pairs' differences: what is left of a run's without the load that both sides shared.
            nu = _before.Length - 1;
            variance = _before.Zip(_after, (x, y) => y - x - (mean1 - mean0)).Sum(e => e * e) / nu / 2;
        }

        // Equal totals in all runs would make any difference infinitely certain; a clock is not that good.
        var runError = Math.Max(Math.Sqrt(variance * ((1.0 / _before.Length) + (1.0 / _after.Length))), 1e-9);
        var (error, degreesOfFreedom) = AddDrift(runError, nu);
        var difference = mean1 - mean0;
        var p = Distributions.StudentUpperTail(difference / error, degreesOfFreedom);
        var isLargeEnough = Math.Exp(difference) >= 1 + _policy.MinimumTotalRise
            && Math.Min(_before.Length, _after.Length) >= GatePolicy.MinimumRuns;
        var isSlower = isLargeEnough && p <= Alpha;
        var margin = Distributions.StudentUpperQuantile(0.025, degreesOfFreedom) * error;
        var (ratio, low, high) = (Math.Exp(difference), Math.Exp(difference - margin), Math.Exp(difference + margin));
        return new TotalVerdict(
            Math.Exp(mean0),
            Math.Exp(mean1),
            ratio,
            (low, high),
            p,
            isSlower,
            // More runs do not reduce drift.
            isLargeEnough && !isSlower && p <= BorderlinePValue && _input.Interleaved,
            isLargeEnough && !isSlower && p <= DoubtfulAlphaFactor * Alpha,
            isSlower && _policy.FailOn.HasFlag(FailOn.Total),
            unit,
            $"{name} {NumberFormatter.FormatRelativeChange(ratio)} "
                + $"(95 % confidence interval {NumberFormatter.FormatRelativeChange(low)} to {NumberFormatter.FormatRelativeChange(high)}, "
                + string.Create(CultureInfo.InvariantCulture, $"p {NumberFormatter.FormatProbability(p)}, {_before.Length}+{_after.Length} runs")
                + (isPaired ? ", pair by pair)" : ")"))
        {
            Drift = _drift.Failure,
            MinimumDetectableRatio = Math.Exp(1.15 * (Distributions.StudentUpperQuantile(Alpha, degreesOfFreedom) + 2.33) * error),
            Obstacle = FindObstacle(name, runError, nu, Math.Sqrt(variance)),
            NeedsConfirmation = NeedsConfirmation(difference, runError, nu, variance, isSlower),
        };
    }

    // Satterthwaite: an assumed drift is known, one that was measured is not.
    private (double Error, double DegreesOfFreedom) AddDrift(double error, double nu)
    {
        var (sampling, drift) = (error * error, _drift.Failure * _drift.Failure);
        var variance = sampling + drift;
        var degreesOfFreedom = variance * variance / ((sampling * sampling / nu) + (drift * drift / _drift.DegreesOfFreedom));
        return drift <= 0 ? (error, nu)
            : degreesOfFreedom > NormalDegreesOfFreedom ? (Math.Sqrt(variance), double.PositiveInfinity)
            : (Math.Sqrt(variance), degreesOfFreedom);
    }

    private string? FindObstacle(string name, double error, double nu, double deviation)
    {
        var quantile = Distributions.StudentUpperQuantile(_isLastLook ? DoubtfulAlphaFactor * Alpha : BorderlinePValue, nu);
        return _policy.FailOn.HasFlag(FailOn.Total) && (quantile + VisibleQuantile) * error > Math.Log(VisibleRatio)
            ? $"the {name} could not be judged: it varies by ±{NumberFormatter.FormatShare(deviation)} from run to run, so that "
                + $"{NumberFormatter.FormatRelativeChange(VisibleRatio)} would not have been detected"
            : null;
    }

    // As for a function: not clear, where interleaved runs could find it.
    private bool NeedsConfirmation(double difference, double error, double nu, double variance, bool isSlower)
    {
        if (!_input.CanConfirm || _input.Interleaved || !_policy.FailOn.HasFlag(FailOn.Total))
        {
            return false;
        }

        var lastRuns = _policy.Stages[^1].Runs;
        var confirmable = (Distributions.StudentUpperQuantile(Alpha, (2 * lastRuns) - 2) - Screen.ConfirmableQuantile)
            * Math.Sqrt(variance * 2 / lastRuns);
        var limit = Math.Max(Math.Log(1 + _policy.MinimumTotalRise), confirmable) + _drift.Screen;
        var bound = difference + (Distributions.StudentUpperQuantile(BorderlinePValue, nu) * error);
        return isSlower || (bound >= limit && difference > 0);
    }

    private static bool HasEnoughRuns(RunCounts baseline, RunCounts candidate) => baseline.Runs.Count >= 2 && candidate.Runs.Count >= 2;

    private static double[] GetLogTotals(RunCounts side, bool isPerOperation) =>
        [.. side.Runs.Select(r => Math.Log(isPerOperation ? r.Weight / (double)r.Operations!.Value : r.Weight))];

    private static double[] GetLogWallTimes(RunCounts side) => [.. side.Runs.Select(r => Math.Log(r.WallTime!.Value.TotalNanoseconds))];
}
