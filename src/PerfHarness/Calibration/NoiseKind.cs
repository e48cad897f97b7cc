namespace PerfHarness.Calibration;

internal enum NoiseKind
{
    /// <summary>No more than sampling gives.</summary>
    Steady,

    /// <summary>More than sampling gives.</summary>
    Noisy,

    /// <summary>Two shares, and each run has one or the other: a process decides once, as the JIT does about inlining.</summary>
    Switching,
}
