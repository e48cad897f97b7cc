using PerfHarness.Analysis;
using PerfHarness.Gating;
using PerfHarness.Gating.Statistics;

namespace PerfHarness.Calibration;

/// <summary>
/// Runs the real gate on many splits of a series. Every figure draws from a separate random generator, so that none
/// depends on which others were computed.
/// </summary>
internal sealed class CalibrationSimulation(CalibrationSeries series, CalibrationOptions options)
{
    private readonly SplitJudge _judge = new(series, options.Policy);

    /// <summary>What the gate with a stored baseline is calibrated with; null if it is not.</summary>
    public CalibrationSeries? StoredSeries { get; init; }

    public CalibrationResult Compute()
    {
        if (series.RunCount < CalibrationOptions.MinimumRuns || series.RunCount < 2 * _judge.FirstStageRuns)
        {
            throw new ArgumentException(FormattableString.Invariant(
                $"{series.RunCount} runs cannot be split into two sides of {_judge.FirstStageRuns}"));
        }

        var samples = Enumerable.Range(0, series.RunCount).Select(series.Counts.GetSamples).Order().ToList();
        var seconds = series.Counts.Runs.Select(r => r.WallTime?.TotalSeconds).OfType<double>().Order().ToList();
        var problems = InputCheck.FindProblems("series", series.Counts, options.Policy);
        var detectable = new DetectableRiseAnalysis(series, options, _judge).Compute();
        var noise = new NoiseAnalysis(series).Compute(detectable.ByFunction);
        var result = new CalibrationResult
        {
            RunCount = series.RunCount,
            FunctionCount = noise.Count,
            Seed = options.Seed,
            MedianSamples = (samples[samples.Count / 2] + samples[(samples.Count - 1) / 2]) / 2.0,
            FewestSamples = samples[0],
            MedianSeconds = seconds.Count > 0 ? seconds[seconds.Count / 2] : null,
            TotalDeviation = ComputeTotalDeviation(),
            TypicalDispersion = DispersionPrior.Fit([.. noise.Select(n => n.Dispersion)], series.RunCount - 1).Dispersion,
            Noise = noise,
            DetectableRises = detectable.Rises,
            Problems = problems,
        };

        // The gate judges no runs that have problems.
        return problems.Count > 0 ? result : result with
        {
            Splits = [.. new SplitSimulation(series, options, _judge).Simulate()],
            InjectedRegressions = [.. new RegressionSimulation(series, options, _judge).Simulate(noise)],
            DriftedFunctions = FindDriftedFunctions(),
            Stored = StoredSeries is { } stored
                ? new StoredSimulation(stored, options).Simulate(RegressionSimulation.SelectTargets(noise), result.MedianSeconds)
                : null,
        };
    }

    private IReadOnlyList<string> FindDriftedFunctions()
    {
        var half = series.RunCount / 2;
        var order = Enumerable.Range(0, series.RunCount).ToArray();
        GateVerdict[] verdicts =
        [
            _judge.JudgeOnce(order.AsSpan(0, half), order.AsSpan(half), interleaved: true),
            _judge.JudgeOnce(order.AsSpan(half), order.AsSpan(0, half), interleaved: true),
        ];
        return [.. verdicts.SelectMany(v => v.Failures)
            .Select(f => $"{f.Name.Name} {NumberFormatter.FormatShare(f.Before)} to {NumberFormatter.FormatShare(f.After)}")];
    }

    private double? ComputeTotalDeviation()
    {
        var runs = series.Counts.Runs;
        if (runs.Any(r => r.Weight <= 0 || r.Unit == "samples"))
        {
            return null;
        }

        var logs = runs.Select(r => Math.Log(r.Weight)).ToList();
        var mean = logs.Average();
        return Math.Sqrt(logs.Sum(x => (x - mean) * (x - mean)) / (logs.Count - 1));
    }
}
