namespace PerfHarness.Profiles;

/// <summary>One recorded execution. What the verdict needs besides its samples.</summary>
public sealed record RunInfo
{
    /// <summary>When it started (UTC), or null where the input does not say.</summary>
    public DateTimeOffset? Started { get; init; }

    /// <summary>From start to end, or null where the input does not say.</summary>
    public TimeSpan? WallTime { get; init; }

    /// <summary>User and system time of the command and its children, as the kernel accounts it; null where unknown.</summary>
    public TimeSpan? CpuTime { get; init; }

    /// <summary>CPU time that the whole machine used during the run, all processors together, or null where unknown.</summary>
    public TimeSpan? BusyTime { get; init; }

    /// <summary>Operations that the run did, where the work of a run is not always the same, or null where unknown.</summary>
    public long? Operations { get; init; }

    /// <summary>Samples the kernel says it could not deliver.</summary>
    public long LostSamples { get; init; }

    /// <summary>CPU time in nanoseconds of the threads that ended while they were recorded, by thread id, as the kernel counted it,
    /// or null where the input does not say.</summary>
    internal IReadOnlyDictionary<int, long>? EndedThreads { get; init; }

    /// <summary>Samples were left out on purpose, so that they do not add up to the CPU time.</summary>
    internal bool IsFiltered { get; init; }

    /// <summary>The process whose samples, with those of all that it started, are the run's; null for all that are recorded.</summary>
    internal int? RootPid { get; init; }

    /// <summary>The process that was a shell before it was the command: what it did then is no part of the run. Null for none.</summary>
    internal int? GatePid { get; init; }

    /// <summary>Its stacks were unwound from copies of registers and stack.</summary>
    internal bool IsUnwound { get; init; }

    /// <summary>Frames after which the kernel cut callchains, or null where the input does not say.</summary>
    internal int? MaxStack { get; init; }

    /// <summary>Path or label of the input.</summary>
    public string? Source { get; init; }
}
