namespace PerfHarness.Gating;

/// <summary>What makes a verdict a failure; everything else is reported as a warning.</summary>
[Flags]
internal enum FailOn
{
    None = 0,

    /// <summary>A function's share rose, or a new function is large.</summary>
    Regression = 1,

    /// <summary>A budget is exceeded.</summary>
    Budget = 2,

    /// <summary>The whole program needs more CPU time (against a stored baseline: much more).</summary>
    Total = 4,

    All = Regression | Budget | Total,
}
