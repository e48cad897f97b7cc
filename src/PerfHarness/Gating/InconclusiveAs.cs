namespace PerfHarness.Gating;

/// <summary>How a host ends when the data cannot decide.</summary>
internal enum InconclusiveAs
{
    /// <summary>Exit code 4.</summary>
    Inconclusive,

    /// <summary>Exit code 0.</summary>
    Pass,

    /// <summary>Exit code 0, told as a warning.</summary>
    Warn,

    /// <summary>Exit code 1.</summary>
    Fail,
}
