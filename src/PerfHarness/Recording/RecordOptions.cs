using PerfHarness.Recording.Capabilities;

namespace PerfHarness.Recording;

/// <summary>How to record, whatever is recorded.</summary>
internal sealed record RecordOptions
{
    public const int DefaultFrequency = PerfEvents.DefaultFrequency;

    /// <summary>Samples per second and CPU.</summary>
    public int Frequency { get; init; } = DefaultFrequency;

    public CallGraphMode CallGraph { get; init; }

    /// <summary>Maximum number of frames of a callchain; null for the kernel's own limit.</summary>
    public int? MaxStack { get; init; }

    /// <summary>As named by <c>perf list</c>; null for <c>cycles</c> if the machine counts them, else <c>cpu-clock</c>.</summary>
    public string? Event { get; init; }

    /// <summary>
    /// Sample the CPUs and keep what a command's processes did, rather than sample its threads: a counter of its own starts anew
    /// in each thread, and sees nothing of one that is shorter than a period.
    /// </summary>
    public bool PerCpu { get; init; }

    /// <summary>Omit samples in the kernel, even if they are allowed.</summary>
    public bool UserOnly { get; init; }

    /// <summary>Time after the start that is not recorded.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>Recorded time after which the recording ends, and the command if there is one; null for no limit.</summary>
    public TimeSpan? Duration { get; init; }

    /// <summary>Request perf maps of attached .NET processes, so that their JIT code has names. Default: true.</summary>
    public bool RequestPerfMaps { get; init; } = true;

    /// <summary>Buffer per CPU, in pages (a power of two); null for perf's own choice.</summary>
    public int? BufferPages { get; init; }
}
