namespace PerfHarness.Measurements;

/// <summary>What the gate needs to know about a recorded run besides its counts.</summary>
internal sealed record RunRecord
{
    /// <summary>Runs of one session share a machine state; drift between sessions is noise that more runs do not average away.</summary>
    public required string Session { get; init; }

    /// <summary>When the run started (UTC), or null if the input does not say.</summary>
    public DateTimeOffset? Started { get; init; }

    public TimeSpan? WallTime { get; init; }

    /// <summary>
    /// CPU time of the process during the recording as the kernel accounts it. Null if unknown, and if the recording
    /// covers only a part of it (a delay, user space only): then it cannot be compared with the samples.
    /// </summary>
    public TimeSpan? CpuTime { get; init; }

    /// <summary>CPU time that the whole machine used meanwhile, all processors together; null if unknown.</summary>
    public TimeSpan? BusyTime { get; init; }

    /// <summary>Processors that everything else on the machine kept busy, on average over the run; null if unknown.</summary>
    public double? OtherLoad =>
        BusyTime is { } busy && CpuTime is { } cpu && WallTime is { } wall && wall > TimeSpan.Zero ? Math.Max(0, (busy - cpu) / wall) : null;

    /// <summary>
    /// Operations that the run says it did, where the work of a run is not always the same; null if unknown. Totals are then
    /// judged per operation.
    /// </summary>
    public long? Operations { get; init; }

    /// <summary>Samples of the gated event, all functions.</summary>
    public required long Samples { get; init; }

    /// <summary>Samples that the kernel could not deliver.</summary>
    public long LostSamples { get; init; }

    /// <summary>Sum of the samples' periods in <see cref="Unit"/>: samples · period.</summary>
    public long Weight { get; init; }

    /// <summary>What <see cref="Weight"/> counts: <c>ns</c>, an event's name, or <c>samples</c> where the input has no period.</summary>
    public string Unit { get; init; } = "samples";

    /// <summary>The weight as time, where it is one.</summary>
    public TimeSpan? SampledTime => Unit == "ns" && Weight > 0 ? TimeSpan.FromTicks(Weight / 100) : null;

    /// <summary>Share of the samples that were lost, 0 to 1.</summary>
    public double LostShare => LostSamples <= 0 ? 0 : LostSamples / ((double)LostSamples + Samples);
}
