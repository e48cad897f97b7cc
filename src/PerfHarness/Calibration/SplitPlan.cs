namespace PerfHarness.Calibration;

/// <summary>How the runs of a series are dealt to two sides.</summary>
internal enum SplitPlan
{
    /// <summary>One look at two sides of the same size, as if recorded in turn.</summary>
    SingleLook,

    /// <summary>As <c>run</c> does with two commands: the first look, and the next ones while it is open.</summary>
    Staged,

    /// <summary>Against a stored baseline: ten runs accepted, five of a candidate.</summary>
    Stored,
}
