namespace PerfHarness.Calibration;

/// <summary>How the runs of a series are split into two sides.</summary>
internal enum SplitPlan
{
    /// <summary>One look at two sides of the same size, judged as interleaved.</summary>
    SingleLook,

    /// <summary>As <c>run</c> does with two commands: a first look, and further ones while the verdict is undecided.</summary>
    Staged,

    /// <summary>Five candidate runs against a stored baseline of ten.</summary>
    Stored,
}
