namespace PerfHarness.Gating;

/// <summary>The verdict in a word.</summary>
public enum GateOutcome
{
    /// <summary>Nothing that matters got worse.</summary>
    Pass,

    /// <summary>A failure is reported as a warning: conditions differ, or the policy does not fail on it.</summary>
    Warning,

    /// <summary>A regression, or a budget that was exceeded.</summary>
    Fail,

    /// <summary>The data cannot decide. Never a pass in disguise.</summary>
    Inconclusive,
}
