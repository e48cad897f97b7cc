namespace PerfHarness.Calibration;

internal enum NoiseKind
{
    /// <summary>No more than the sampling noise.</summary>
    Steady,

    /// <summary>More than the sampling noise.</summary>
    Noisy,

    /// <summary>Two shares, one in each run: the process decides once, as the JIT compiler does about inlining.</summary>
    Bimodal,
}
