using PerfHarness.Profiles;

namespace PerfHarness.Calibration;

/// <summary>How a function's share varies between runs of the same program.</summary>
internal sealed record FunctionNoise
{
    public required FunctionName Name { get; init; }

    /// <summary>Mean over the runs.</summary>
    public required double Share { get; init; }

    public required double Lowest { get; init; }

    public required double Highest { get; init; }

    /// <summary>φ: variance between runs, relative to the binomial variance.</summary>
    public required double Dispersion { get; init; }

    /// <summary>Probability of such a dispersion if sampling were the only noise.</summary>
    public required double PValue { get; init; }

    public required NoiseKind Kind { get; init; }

    /// <summary>Of a bimodal function: the number of runs in the upper mode, and the mean share in each mode.</summary>
    public (int Runs, double Low, double High)? Modes { get; init; }

    /// <summary>The function whose share falls when this one's rises; for a bimodal one, where inlining put the time.</summary>
    public FunctionName? Counterpart { get; init; }

    /// <summary>Smallest rise that would be detected at each stage; see <see cref="DetectableRise"/>.</summary>
    public required IReadOnlyList<double> DetectableRises { get; init; }
}
