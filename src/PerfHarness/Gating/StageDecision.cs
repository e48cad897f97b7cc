namespace PerfHarness.Gating;

/// <summary>What to do after a look at the data.</summary>
internal enum StageDecision
{
    /// <summary>Record more runs: the verdict is undecided.</summary>
    Continue,
    Pass,
    Fail,
    Inconclusive,
}
