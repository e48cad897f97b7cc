namespace PerfHarness.Recording;

/// <summary>When a run was recorded, the time that it took, and what it did in that time.</summary>
/// <param name="Started">When recording began (UTC).</param>
/// <param name="WallTime">How long it recorded.</param>
/// <param name="CpuTime">CPU time of the profiled processes meanwhile; null if unknown.</param>
/// <param name="BusyTime">CPU time of the whole machine meanwhile; null if unknown.</param>
internal sealed record RunTimes(DateTimeOffset Started, TimeSpan WallTime, TimeSpan? CpuTime, TimeSpan? BusyTime = null)
{
    /// <inheritdoc cref="RecordedRun.Operations"/>
    public long? Operations { get; init; }
}
