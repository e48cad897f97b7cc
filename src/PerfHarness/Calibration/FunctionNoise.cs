using PerfHarness.Profiles;

namespace PerfHarness.Calibration;

/// <summary>How a function's share behaves from run to run of the same program.</summary>
internal sealed record FunctionNoise
{
    public required FunctionName Name { get; init; }

    /// <summary>Mean over the runs.</summary>
    public required double Share { get; init; }

    public required double Lowest { get; init; }

    public required double Highest { get; init; }

    /// <summary>φ: variance from run to run in units of what sampling alone gives.</summary>
    public required double Dispersion { get; init; }

    /// <summary>Probability of such a dispersion if sampling were all.</summary>
    public required double PValue { get; init; }

    public required NoiseKind Kind { get; init; }

    /// <summary>Of a function that switches: runs in the upper mode, and the mean share in either.</summary>
    public (int Runs, double Low, double High)? Modes { get; init; }

    /// <summary>The function whose share falls as this one's rises; for a switching one, where inlining put the time.</summary>
    public FunctionName? Counterpart { get; init; }

    /// <summary>Smallest rise that 5, 10 and 20 runs a side would show; see <see cref="DetectableRise"/>.</summary>
    public required IReadOnlyList<double> DetectableRises { get; init; }
}
