namespace PerfHarness.TestHosts;

public enum TestGateOutcome
{
    Passed,

    Failed,

    /// <summary>The data cannot decide: never a pass.</summary>
    Inconclusive,

    /// <summary>Profiling is impossible on this machine.</summary>
    Unavailable,
}
