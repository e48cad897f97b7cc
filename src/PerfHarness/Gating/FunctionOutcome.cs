namespace PerfHarness.Gating;

/// <summary>What happened to a function.</summary>
public enum FunctionOutcome
{
    /// <summary>No change was found, or none that matters.</summary>
    Unchanged,

    /// <summary>Its share rose significantly.</summary>
    Regressed,

    /// <summary>It may have regressed: more runs are needed to decide.</summary>
    Borderline,

    /// <summary>Its share fell significantly.</summary>
    Improved,

    /// <summary>Its share rose, and its callers or callees lost as much: inlining, or a refactoring.</summary>
    Moved,

    /// <summary>Its share rose only because other code got faster.</summary>
    CostShift,

    /// <summary>Not in the baseline.</summary>
    New,

    /// <summary>In the baseline only.</summary>
    Vanished,

    /// <summary>New, and one with the same share vanished from the same caller.</summary>
    Renamed,

    /// <summary>Regressed under an active waiver.</summary>
    Waived,

    /// <summary>Regressed, and the policy ignores it.</summary>
    Ignored,
}
