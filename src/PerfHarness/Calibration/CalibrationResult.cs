using PerfHarness.Measurements;

namespace PerfHarness.Calibration;

/// <summary>What an A/A series says about the gate on this machine, with this program.</summary>
public sealed record CalibrationResult
{
    public required int RunCount { get; init; }

    /// <summary>Functions that the gate would test.</summary>
    public required int FunctionCount { get; init; }

    public required int Seed { get; init; }

    /// <summary>Samples of the median run.</summary>
    public required double MedianSamples { get; init; }

    /// <summary>Samples of the poorest run.</summary>
    public required long FewestSamples { get; init; }

    /// <summary>Seconds that the median run was recorded, or null where unknown.</summary>
    public double? MedianSeconds { get; init; }

    /// <summary>Relative deviation of the total CPU time from run to run, or null where samples have no period.</summary>
    public double? TotalDeviation { get; init; }

    /// <summary>φ₀: typical variance of a share from run to run in units of what sampling alone gives.</summary>
    public required double TypicalDispersion { get; init; }

    public required IReadOnlyList<SplitRates> Splits { get; init; }

    /// <summary>All that the gate would test, the noisiest first.</summary>
    public required IReadOnlyList<FunctionNoise> Noise { get; init; }

    public required IReadOnlyList<DetectableRise> DetectableRises { get; init; }

    public required IReadOnlyList<InjectedRegression> InjectedRegressions { get; init; }

    /// <summary>Why runs are no evidence at all, as the gate says it; empty where they are.</summary>
    public required IReadOnlyList<string> Problems { get; init; }

    /// <summary>Functions whose shares differ between the first and the second half of the series: the machine drifted.</summary>
    public required IReadOnlyList<string> DriftedFunctions { get; init; }

    /// <summary>Null where the samples' times were not kept.</summary>
    public StartupNoise? Startup { get; init; }

    /// <summary>What to do, the most important first.</summary>
    public IReadOnlyList<string> Advice { get; init; } = [];

    /// <summary>The gate keeps its word here: runs are fit, no more than one identical build of a hundred fails in any kind of
    /// split, and no more than one of ten stays open in the way that <c>run</c> goes.</summary>
    public bool IsTrustworthy => Problems.Count == 0 && Splits.All(s => s.Failed.Share <= 0.01) && InconclusiveShare <= 0.1;

    /// <summary>Share of the splits that are still open where <c>run</c> would end, by the runs there are.</summary>
    public double InconclusiveShare => (Splits.FirstOrDefault(s => s.Plan == SplitPlan.Staged) ?? Splits.FirstOrDefault())?.Inconclusive.Share ?? 0;

    /// <param name="series">Runs of one program, all alike.</param>
    /// <exception cref="ArgumentException">Fewer than <see cref="CalibrationOptions.MinimumRuns"/> runs.</exception>
    public static CalibrationResult Compute(Measurement series, CalibrationOptions options, StartupNoise? start = null)
    {
        ArgumentNullException.ThrowIfNull(series);
        ArgumentNullException.ThrowIfNull(options);
        var calibration = new CalibrationSimulation(new CalibrationSeries(series, options.Policy), options).Compute() with { Startup = start };
        return calibration with { Advice = CalibrationAdvice.Create(calibration, series, options.Policy) };
    }
}
