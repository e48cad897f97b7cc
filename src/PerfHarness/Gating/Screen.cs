using PerfHarness.Gating.Statistics;
using PerfHarness.Profiles;

namespace PerfHarness.Gating;

/// <summary>
/// What a stored baseline can say of a function where both sides can still be recorded interleaved: whether it has
/// certainly not risen by as much as matters. A test of equivalence, not of significance: what the data cannot clear
/// has to be confirmed.
/// </summary>
/// <param name="assumed">κ by column, for the functions of programs that are too small to show their drift.</param>
internal sealed class Screen(ShareTest test, IReadOnlyList<FunctionName> names, GatePolicy policy, double[] assumed, ObservedDrift observed)
{
    /// <summary>Above the minimum rise: the smallest rise that must not be cleared.</summary>
    internal const double Margin = 0.005;

    // Of a function above 20 %, half a point is less than its noise.
    private const double LargeShare = 0.2;
    private const double LargeShareMargin = 0.05;

    // Standard errors of the bound: one-sided 98 %, and something for the second chance that more runs give.
    private const double Quantile = 2.3;

    // The least drift between two sessions, however quiet the machine seems: of a function above 10 %, a tenth of its share,
    // since the smaller ones say little about it.
    private const double MinimumDrift = 0.01;
    private const double MaximumMinimumDrift = 0.02;
    private const double MinimumDriftByShare = 0.1;

    // Normal quantile of the 20 % in which interleaved runs find a rise: what they hardly find is not worth confirming.
    internal const double ConfirmableQuantile = 0.84;

    private readonly int _confirmationRuns = policy.Stages[^1].Runs;
    private readonly double _confirmationQuantile = Distributions.StudentUpperQuantile(
        policy.Stages[^1].Alpha / Math.Max(test.FamilySize, 1), (2 * policy.Stages[^1].Runs) - 2);

    /// <param name="minimumRise">The smallest rise that matters for the function.</param>
    /// <param name="runs">Runs of the baseline, of the candidate, and of the candidate at the next look if there is one.</param>
    public ScreenedRise Examine(FunctionTest f, double minimumRise, (int Baseline, int Candidate, int? Next) runs)
    {
        var minimumDrift = Math.Clamp(MinimumDriftByShare * f.Pooled, MinimumDrift, MaximumMinimumDrift);
        var drift = observed.Find(f.Index, names[f.Index]) is { } found ? Math.Max(found, minimumDrift) : assumed[f.Index];
        var limit = GetLimit(f, minimumRise, runs.Baseline, runs.Candidate);
        var bound = ComputeBound(f, drift, 1);
        var rise = Math.Min(f.Difference, f.NormalizedDifference);
        var chance = bound >= limit && runs.Next is { } next ? PredictClear(f, drift, limit, (runs.Baseline, runs.Candidate, next)) : 0;
        return new ScreenedRise(rise, bound, limit, drift, chance);
    }

    // A rise counts only if it is left without the common factor, too.
    private static double ComputeBound(FunctionTest f, double drift, double samplingFactor)
    {
        var driftVariance = drift * f.Pooled * (drift * f.Pooled);
        return Math.Min(
            f.Difference + (Quantile * Math.Sqrt((f.SamplingVariance * samplingFactor) + driftVariance)),
            f.NormalizedDifference + (Quantile * Math.Sqrt((f.NormalizedSamplingVariance * samplingFactor) + driftVariance)));
    }

    private static double PredictClear(FunctionTest f, double drift, double limit, (int Baseline, int Candidate, int Next) runs)
    {
        var h = (1.0 / runs.Baseline) + (1.0 / runs.Candidate);
        var bound = ComputeBound(f, drift, ((1.0 / runs.Baseline) + (1.0 / runs.Next)) / h);
        var change = f.SamplingVariance / h * ((1.0 / runs.Candidate) - (1.0 / runs.Next));
        return Distributions.StudentUpperTail((bound - limit) / Math.Sqrt(change), double.PositiveInfinity);
    }

    private double GetLimit(FunctionTest f, double minimumRise, int baselineRuns, int candidateRuns)
    {
        var share = Math.Max(f.Before, f.After);
        var h = (1.0 / baselineRuns) + (1.0 / candidateRuns);
        var drift = SessionDrift.InterleavedDrift * f.Pooled;
        var variance = (f.SamplingVariance / h * (2.0 / _confirmationRuns)) + (drift * drift);
        return new[]
        {
            minimumRise + Margin,
            share > LargeShare ? LargeShareMargin * share : 0,
            (_confirmationQuantile - ConfirmableQuantile) * Math.Sqrt(variance),
        }.Max();
    }
}
