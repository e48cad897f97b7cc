using PerfHarness.Gating;

namespace PerfHarness.Calibration;

/// <summary>How much is made of an A/A series.</summary>
internal sealed record CalibrationOptions
{
    /// <summary>Fewest runs of a series: one look at five runs a side.</summary>
    public const int MinimumRuns = 10;

    public const int DefaultRuns = 20;

    /// <summary>A/A splits for each number of runs. Default: 1000.</summary>
    public int Splits { get; init; } = 1000;

    /// <summary>Splits for each planted shift of each function. Default: 200.</summary>
    public int SplitsPerRegression { get; init; } = 200;

    /// <summary>Planted rises of a function's share. Default: 1, 2 and 5 percentage points.</summary>
    public IReadOnlyList<double> InjectedRises { get; init; } = [0.01, 0.02, 0.05];

    /// <summary>The same seed gives the same figures. Default: 1.</summary>
    public int Seed { get; init; } = 1;

    public GatePolicy Policy { get; init; } = GatePolicy.Default;
}
