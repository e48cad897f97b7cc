namespace PerfHarness.Gating;

/// <summary>How a host ends with an inconclusive verdict.</summary>
internal enum InconclusiveAs
{
    /// <summary>Exit code 4.</summary>
    Inconclusive,

    /// <summary>Exit code 0.</summary>
    Pass,

    /// <summary>Exit code 0, reported as a warning.</summary>
    Warn,

    /// <summary>Exit code 1.</summary>
    Fail,
}
