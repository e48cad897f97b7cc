namespace PerfHarness.Profiles;

/// <summary>One recorded execution: what is known of it apart from its samples.</summary>
public sealed record RunInfo
{
    /// <summary>When it started (UTC), or null where the input does not say.</summary>
    public DateTimeOffset? Started { get; init; }

    /// <summary>From start to end, or null where the input does not say.</summary>
    public TimeSpan? WallTime { get; init; }

    /// <summary>User and system time of the command and its children, as the kernel accounts it; null where unknown.</summary>
    public TimeSpan? CpuTime { get; init; }

    /// <summary>CPU time that the whole machine used meanwhile, all processors together, or null where unknown.</summary>
    public TimeSpan? BusyTime { get; init; }

    /// <summary>Samples that the kernel reports as lost.</summary>
    public long LostSamples { get; init; }

    /// <summary>Path or label of the input.</summary>
    public string? Source { get; init; }
}
