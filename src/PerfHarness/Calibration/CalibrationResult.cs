using PerfHarness.Measurements;

namespace PerfHarness.Calibration;

/// <summary>How reliable the gate is on this machine with this program, measured on an A/A series.</summary>
internal sealed record CalibrationResult
{
    private const double MaxFailedShare = 0.01;
    private const double MaxInconclusiveShare = 0.1;

    public required int RunCount { get; init; }

    /// <summary>Functions that the gate would test.</summary>
    public required int FunctionCount { get; init; }

    public required int Seed { get; init; }

    /// <summary>Samples of the median run.</summary>
    public required double MedianSamples { get; init; }

    /// <summary>Samples of the run with the fewest.</summary>
    public required long FewestSamples { get; init; }

    /// <summary>Recorded seconds of the median run, or null if unknown.</summary>
    public double? MedianSeconds { get; init; }

    /// <summary>Relative standard deviation of the total CPU time between runs, or null if samples have no period.</summary>
    public double? TotalDeviation { get; init; }

    /// <summary>φ₀: typical variance of a share between runs, relative to the binomial variance.</summary>
    public required double TypicalDispersion { get; init; }

    /// <summary>Empty if there are <see cref="Problems"/>.</summary>
    public IReadOnlyList<SplitRates> Splits { get; init; } = [];

    /// <summary>All functions that the gate would test, the noisiest first.</summary>
    public required IReadOnlyList<FunctionNoise> Noise { get; init; }

    public required IReadOnlyList<DetectableRise> DetectableRises { get; init; }

    /// <summary>Empty if there are <see cref="Problems"/>.</summary>
    public IReadOnlyList<InjectedRegression> InjectedRegressions { get; init; } = [];

    /// <summary>The gate with a stored baseline; null if that was not asked for, or if there are <see cref="Problems"/>.</summary>
    public StoredCalibration? Stored { get; init; }

    /// <summary>Why the gate would not judge these runs; empty if it would.</summary>
    public required IReadOnlyList<string> Problems { get; init; }

    /// <summary>Functions whose shares differ between the first and the second half of the series: the machine drifted.</summary>
    public IReadOnlyList<string> DriftedFunctions { get; init; } = [];

    /// <summary>Null if the samples have no times.</summary>
    public StartupNoise? Startup { get; init; }

    /// <summary>Recommendations, the most important first.</summary>
    public IReadOnlyList<string> Advice { get; init; } = [];

    /// <summary>
    /// The gate is reliable here: the runs can be judged, at most one in a hundred comparisons of identical builds fails in
    /// any kind of split, and at most one in ten is inconclusive when judged as <c>run</c> does.
    /// </summary>
    public bool IsTrustworthy =>
        Problems.Count == 0 && Splits.All(s => s.Failed.Share <= MaxFailedShare) && InconclusiveShare <= MaxInconclusiveShare
        && Stored?.Rates.All(rates => rates.Failed.Share <= MaxFailedShare) != false;

    /// <summary>Share of the splits that are inconclusive when judged as <c>run</c> does, as far as the number of runs allows.</summary>
    public double InconclusiveShare =>
        (Splits.FirstOrDefault(s => s.Plan == SplitPlan.Staged) ?? Splits.FirstOrDefault())?.Inconclusive.Share ?? 0;

    /// <param name="series">Identical runs of one program.</param>
    /// <param name="storedSeries">Runs of the same program in several sessions, for the gate with a stored baseline; by default
    /// <paramref name="series"/>.</param>
    /// <exception cref="ArgumentException">There are fewer than <see cref="CalibrationOptions.MinimumRuns"/> runs.</exception>
    public static CalibrationResult Compute(
        Measurement series, CalibrationOptions options, StartupNoise? startup = null, Measurement? storedSeries = null)
    {
        ArgumentNullException.ThrowIfNull(series);
        ArgumentNullException.ThrowIfNull(options);
        var simulation = new CalibrationSimulation(new CalibrationSeries(series, options.Policy), options)
        {
            StoredSeries = options.IncludesStored ? new CalibrationSeries(storedSeries ?? series, options.Policy) : null,
        };
        var result = simulation.Compute() with { Startup = startup };
        return result with { Advice = CalibrationAdvice.Create(result, series, options.Policy) };
    }
}
