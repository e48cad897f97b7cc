namespace PerfHarness.Analysis;

/// <summary>What a share is a share of.</summary>
public enum Measure
{
    /// <summary>Every sample counts one.</summary>
    Samples,

    /// <summary>A sample counts its period, as perf report does: nanoseconds or events.</summary>
    Weight,
}
