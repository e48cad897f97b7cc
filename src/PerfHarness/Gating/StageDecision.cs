namespace PerfHarness.Gating;

/// <summary>What to do after a look at the data.</summary>
internal enum StageDecision
{
    /// <summary>Record more runs: the verdict is undecided.</summary>
    Continue,

    /// <summary>The stored baseline cannot clear the build: record both sides interleaved, and judge those runs.</summary>
    Confirm,
    Pass,
    Fail,
    Inconclusive,
}
