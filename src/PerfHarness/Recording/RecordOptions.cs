using PerfHarness.Recording.Capabilities;

namespace PerfHarness.Recording;

/// <summary>How to record, whatever is recorded.</summary>
internal sealed record RecordOptions
{
    public const int DefaultFrequency = PerfEvents.DefaultFrequency;
    public const int DefaultDwarfStackBytes = 32768;

    /// <summary>Samples per second and CPU, of clocks and counters. Occurrences (faults, tracepoints, probes) are recorded each.</summary>
    public int Frequency { get; init; } = DefaultFrequency;

    /// <summary>Occurrences, too, are sampled at <see cref="Frequency"/>.</summary>
    public bool SampleOccurrences { get; init; }

    /// <summary>One sample for every so many occurrences, of every event; null for <see cref="Frequency"/>.</summary>
    public long? Period { get; init; }

    public CallGraphMode CallGraph { get; init; }

    /// <summary>Bytes of stack in each sample of <see cref="CallGraphMode.Dwarf"/>, a multiple of 8.</summary>
    public int DwarfStackBytes { get; init; } = DefaultDwarfStackBytes;

    /// <summary>Maximum number of frames of a callchain; null for the kernel's own limit.</summary>
    public int? MaxStack { get; init; }

    /// <summary>As named by <c>perf list</c>, several separated by commas; null for <c>cycles</c> if the machine counts them, else
    /// <c>cpu-clock</c>.</summary>
    public string? Event { get; init; }

    /// <summary>Conditions on the fields of tracepoints, by the event's name in <see cref="Event"/>.</summary>
    public IReadOnlyDictionary<string, string> Filters { get; init; } = new Dictionary<string, string>();

    /// <summary>Record, beside the event, the times that threads are off the CPUs, with the stacks of the switches.</summary>
    public bool OffCpu { get; init; }

    /// <summary>The control group whose processes are recorded, with whole CPUs only; null for all.</summary>
    public string? ControlGroup { get; init; }

    /// <summary>
    /// Sample the CPUs and keep what a command's processes did, rather than sample its threads: a counter of its own starts anew
    /// in each thread, and sees nothing of one that is shorter than a period.
    /// </summary>
    public bool PerCpu { get; init; }

    /// <summary>Omit samples in the kernel, even if they are allowed.</summary>
    public bool UserOnly { get; init; }

    /// <summary>Omit samples outside of the kernel.</summary>
    public bool KernelOnly { get; init; }

    /// <summary>Time after the start that is not recorded.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>Recorded time after which the recording ends, and the command if there is one; null for no limit.</summary>
    public TimeSpan? Duration { get; init; }

    /// <summary>Request perf maps of attached .NET processes, so that their JIT code has names. Default: true.</summary>
    public bool RequestPerfMaps { get; init; } = true;

    /// <summary>When to begin a new file, as perf takes it: after a size (<c>100M</c>), a time (<c>30s</c>), or at SIGUSR2
    /// (<c>signal</c>); null for one file.</summary>
    public string? SwitchOutput { get; init; }

    /// <summary>Files to keep with <see cref="SwitchOutput"/>, the latest ones; null for all.</summary>
    public int? SwitchMaxFiles { get; init; }

    /// <summary>Buffer per CPU, in pages (a power of two); null for perf's own choice.</summary>
    public int? BufferPages { get; init; }
}
