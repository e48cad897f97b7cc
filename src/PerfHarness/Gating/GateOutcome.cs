namespace PerfHarness.Gating;

public enum GateOutcome
{
    Pass,

    /// <summary>Something that would fail is only told: the environment differs, or the policy does not fail on it.</summary>
    Warning,

    Fail,

    /// <summary>The data cannot decide. Never a pass in disguise.</summary>
    Inconclusive,
}
