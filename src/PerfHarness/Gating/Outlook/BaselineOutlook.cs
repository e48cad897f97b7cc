using System.Globalization;
using PerfHarness.Analysis;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Gating.Statistics;
using PerfHarness.Measurements;

namespace PerfHarness.Gating.Outlook;

/// <summary>
/// What a comparison with a baseline can find, computed from its runs before any others are recorded: the minimum detectable
/// rise of a function of 10 %, by the formula that the gate reports afterwards (eng/verdict.md, 11).
/// </summary>
internal sealed class BaselineOutlook
{
    /// <summary>Share of the function that the figures are given for.</summary>
    public const double TypicalShare = 0.1;

    /// <summary>A larger minimum detectable rise is reported: it is about what 20+20 runs of the recommended length can find.</summary>
    private const double SufficientRise = 0.02;

    private const int MaxWorkFactor = 1000;

    private readonly GatePolicy _policy;
    private readonly DispersionPrior _prior;
    private readonly int _family;
    private readonly SessionDrift _drift;
    private readonly int _runs;

    /// <param name="baseline">At least one run.</param>
    public BaselineOutlook(RunCounts baseline, GatePolicy policy)
    {
        ArgumentNullException.ThrowIfNull(baseline);
        ArgumentNullException.ThrowIfNull(policy);
        _policy = policy;
        var counts = baseline.Apply(policy.Functions);
        _runs = counts.Runs.Count;
        Samples = [.. Enumerable.Range(0, _runs).Select(counts.GetSamples).Order()];
        _drift = Samples[0] > 0 ? SessionDrift.Estimate(counts) : SessionDrift.Interleaved;
        (_family, _prior) = FitPrior(counts);
    }

    /// <summary>Samples of each run that count, ascending.</summary>
    public IReadOnlyList<long> Samples { get; }

    private double MedianSamples => Samples[_runs / 2];

    /// <summary>The smallest rise that so many interleaved runs of each side would detect.</summary>
    /// <param name="workFactor">The runs have this many times the samples.</param>
    public double ComputeInterleavedRise(int runs, double workFactor = 1) =>
        ComputeRise(runs, runs, workFactor, SessionDrift.InterleavedDrift);

    /// <summary>A remark where only large rises can be found, with what changes that; null if the baseline is good enough.</summary>
    /// <param name="canConfirm">Both sides can be recorded interleaved after the screen.</param>
    /// <param name="maximumRuns">Maximum runs per side, or null for the last stage's.</param>
    public Diagnostic? FindLimit(bool canConfirm, int? maximumRuns)
    {
        var runs = Math.Min(maximumRuns ?? int.MaxValue, _policy.Stages[^1].Runs);
        var (baselineRuns, drift) = canConfirm ? (runs, SessionDrift.InterleavedDrift) : (_runs, _drift.Drift);
        var rise = ComputeRise(baselineRuns, runs, 1, drift);
        var sufficient = Math.Max(SufficientRise, 2 * _policy.MinimumRise);
        if (!(rise > sufficient))
        {
            return null;
        }

        var workFactor = Enumerable.Range(2, MaxWorkFactor).Select(factor => (double)factor)
            .FirstOrDefault(factor => ComputeRise(baselineRuns, runs, factor, drift) <= sufficient);
        return new Diagnostic(
            DiagnosticCodes.ShortBaseline,
            Severity.Info,
            $"with this baseline only rises of {NumberFormatter.FormatShareChange(rise)} or more can be found "
            + string.Create(CultureInfo.InvariantCulture, $"(in a function of {TypicalShare:0 %}, with {runs} runs of {MedianSamples:#,0} samples)."),
            workFactor > 0
                ? string.Create(CultureInfo.InvariantCulture, $"Use {workFactor:0} times the work per run.")
                : DescribeOtherRemedy(canConfirm));
    }

    /// <summary>As in "6 times": what multiplies the samples to reach <paramref name="samples"/>, rounded up.</summary>
    public static string FormatWorkFactor(double available, double samples)
    {
        var factor = samples / Math.Max(available, 1);
        var rounded = factor < 3 ? Math.Ceiling(factor * 10) / 10 : factor < 20 ? Math.Ceiling(factor) : Math.Ceiling(factor / 10) * 10;
        return string.Create(CultureInfo.InvariantCulture, $"{rounded:#,0.#} times");
    }

    // Longer runs do not reduce drift, nor do they replace runs.
    private string DescribeOtherRemedy(bool canConfirm) =>
        canConfirm ? "Allow more runs: longer ones do not help."
        : _drift.Sessions < SessionDrift.MinimumSessions
            ? "Add sessions to it with 'dotnet perfharness baseline accept --add', or record both builds interleaved (--baseline-ref, "
                + "--baseline-command): longer runs do not help."
            : "Record both builds interleaved (--baseline-ref, --baseline-command): longer runs do not help.";

    private double ComputeRise(int baselineRuns, int candidateRuns, double workFactor, double kappa)
    {
        if (MedianSamples <= 0)
        {
            return double.PositiveInfinity;
        }

        var sampling = Math.Max(_prior.Dispersion, 1) * TypicalShare * (1 - TypicalShare) / (MedianSamples * workFactor)
            * ((1.0 / baselineRuns) + (1.0 / candidateRuns));
        var drift = kappa * TypicalShare;
        var degrees = Math.Max(1, baselineRuns + candidateRuns - 2) + _prior.DegreesOfFreedom;
        var alpha = _policy.GetStage(Math.Min(baselineRuns, candidateRuns)).Alpha;
        var quantile = Distributions.StudentUpperQuantile(alpha / _family, degrees);
        return Math.Max(_policy.MinimumRise, 1.15 * (quantile + 2.33) * Math.Sqrt(sampling + (drift * drift)));
    }

    // From the variance within the sessions: that between them is the drift.
    private static (int Family, DispersionPrior Prior) FitPrior(RunCounts counts)
    {
        var runs = Enumerable.Range(0, counts.Runs.Count).Where(run => counts.GetSamples(run) > 0).ToList();
        var sessions = runs.GroupBy(run => counts.Runs[run].Session).Select(session => session.ToList()).ToList();
        var degrees = runs.Count - sessions.Count;
        var samples = runs.Sum(run => (double)counts.GetSamples(run));
        var meanInverse = runs.Count == 0 ? 0 : runs.Average(run => 1.0 / counts.GetSamples(run));
        var family = counts.Functions.Where(f => f.SelfSum >= ShareTest.MinimumFamilyShare * samples && f.SelfSum < samples).ToList();
        if (degrees < 1)
        {
            return (Math.Max(family.Count, 1), DispersionPrior.Fit([], 1));
        }

        var dispersions = family.Select(f =>
        {
            var pooled = f.SelfSum / samples;
            var within = sessions.Sum(session =>
            {
                var shares = session.Select(run => (double)f.Self[run] / counts.GetSamples(run)).ToList();
                var mean = shares.Average();
                return shares.Sum(share => (share - mean) * (share - mean));
            });
            return within / degrees / Math.Max(pooled * (1 - pooled) * meanInverse, 1e-16);
        });
        return (Math.Max(family.Count, 1), DispersionPrior.Fit([.. dispersions], degrees));
    }
}
