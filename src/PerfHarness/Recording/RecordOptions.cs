namespace PerfHarness.Recording;

/// <summary>How to record, whatever is recorded.</summary>
internal sealed record RecordOptions
{
    /// <summary>A prime near 1,000, so that samples do not march in step with timers.</summary>
    public const int DefaultFrequency = 997;

    /// <summary>Samples a second and CPU.</summary>
    public int Frequency { get; init; } = DefaultFrequency;

    public CallGraphMode CallGraph { get; init; }

    /// <summary>Bytes of stack in each sample of <see cref="CallGraphMode.Dwarf"/>.</summary>
    public int DwarfStackBytes { get; init; } = 8192;

    /// <summary>As <c>perf list</c> spells it; null for <c>cycles</c> where the machine counts them, else <c>cpu-clock</c>.</summary>
    public string? Event { get; init; }

    /// <summary>Leave samples in the kernel out, even where they are allowed.</summary>
    public bool UserOnly { get; init; }

    /// <summary>Time after the start that is not recorded.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>Recorded time after which the recording, and a command that we started, ends; null for no limit.</summary>
    public TimeSpan? Duration { get; init; }

    /// <summary>Ask the .NET processes that are attached to for their perf maps, so that their JIT code has names. Default: true.</summary>
    public bool RequestPerfMaps { get; init; } = true;

    /// <summary>Buffer for each CPU, in pages (a power of two); null for perf's own choice.</summary>
    public int? BufferPages { get; init; }
}
