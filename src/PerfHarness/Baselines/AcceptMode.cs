namespace PerfHarness.Baselines;

/// <summary>What accepting runs does to a baseline that is there already.</summary>
internal enum AcceptMode
{
    /// <summary>The new runs take its place.</summary>
    Replace,

    /// <summary>The new runs join it as a session.</summary>
    Add,
}
