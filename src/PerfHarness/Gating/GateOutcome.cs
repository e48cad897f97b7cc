namespace PerfHarness.Gating;

/// <summary>What the gate says in a word.</summary>
public enum GateOutcome
{
    /// <summary>Nothing that matters got worse.</summary>
    Pass,

    /// <summary>Something that would fail is only told: the environment differs, or the policy does not fail on it.</summary>
    Warning,

    /// <summary>A regression, or a budget that was exceeded.</summary>
    Fail,

    /// <summary>The data cannot decide. Never a pass in disguise.</summary>
    Inconclusive,
}
