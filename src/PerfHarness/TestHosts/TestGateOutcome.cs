namespace PerfHarness.TestHosts;

/// <summary>What a measured test reports.</summary>
public enum TestGateOutcome
{
    /// <summary>No regression.</summary>
    Passed,

    /// <summary>A regression, an exceeded budget, or a baseline that is required and missing.</summary>
    Failed,

    /// <summary>The data cannot decide: never a pass.</summary>
    Inconclusive,

    /// <summary>Profiling is impossible on this machine.</summary>
    Unavailable,
}
