namespace PerfHarness.Baselines;

/// <summary>What accepting runs does to an existing baseline.</summary>
internal enum AcceptMode
{
    /// <summary>The new runs replace it.</summary>
    Replace,

    /// <summary>The new runs are added to it as a session.</summary>
    Add,

    /// <summary>There must be none yet.</summary>
    Create,
}
