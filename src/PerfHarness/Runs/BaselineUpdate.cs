namespace PerfHarness.Runs;

/// <summary>What happens to the baseline after a run.</summary>
internal enum BaselineUpdate
{
    None,

    /// <summary>The runs take its place.</summary>
    Replace,

    /// <summary>The runs join it as a session.</summary>
    Add,
}
