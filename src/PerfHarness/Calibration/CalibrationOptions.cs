using PerfHarness.Gating;

namespace PerfHarness.Calibration;

/// <summary>How thoroughly an A/A series is analyzed.</summary>
internal sealed record CalibrationOptions
{
    /// <summary>Minimum number of runs in a series: two sides of five.</summary>
    public const int MinimumRuns = 10;

    public const int DefaultRuns = 20;

    /// <summary>A/A splits of each kind. Default: 1000.</summary>
    public int Splits { get; init; } = 1000;

    /// <summary>Splits for each injected regression. Default: 200.</summary>
    public int SplitsPerRegression { get; init; } = 200;

    /// <summary>The same seed gives the same figures. Default: 1.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Also calibrate the gate with a stored baseline whose program can be recorded again. Default: false.</summary>
    public bool IncludesStored { get; init; }

    public GatePolicy Policy { get; init; } = GatePolicy.Default;
}
