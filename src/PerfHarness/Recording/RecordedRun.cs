using PerfHarness.Formats.Diagnostics;
using PerfHarness.Processes;
using PerfHarness.Profiles;

namespace PerfHarness.Recording;

/// <summary>One finished recording in its private folder, which is removed when this is disposed of.</summary>
internal sealed class RecordedRun : IDisposable
{
    private RecordingSummary? _summary;

    internal RecordedRun(RecordingFolder folder) => Folder = folder;

    public RecordingFolder Folder { get; }

    public string DataPath => Folder.DataPath;

    /// <summary>Perf maps and jitdumps of the profiled processes: <c>perf-PID.map</c>, <c>jit-PID.dump</c>.</summary>
    public string MapFolder => Folder.MapFolder;

    /// <summary>How perf was called.</summary>
    public required PerfCommand PerfCommand { get; init; }

    /// <summary>When recording began (UTC).</summary>
    public required DateTimeOffset Started { get; init; }

    /// <summary>How long it recorded.</summary>
    public required TimeSpan WallTime { get; init; }

    /// <summary>
    /// CPU time that the profiled processes used while it recorded, user and system, as the kernel accounts it; null if
    /// the whole machine was recorded, or if another user's process ended before its time could be read.
    /// </summary>
    public TimeSpan? CpuTime { get; init; }

    /// <summary>CPU time that the whole machine used meanwhile, all processors together; null if unknown.</summary>
    public TimeSpan? BusyTime { get; init; }

    /// <summary>Where whole CPUs were sampled: the process whose samples, with those of all that it started, count.</summary>
    public int? RootPid { get; init; }

    /// <summary>The process that waited in a shell until perf had attached; null for none.</summary>
    public int? GatePid { get; init; }

    /// <summary>The part of it that was ours: attaching to the next run meanwhile.</summary>
    public TimeSpan OwnBusyTime { get; set; }

    /// <summary>Operations that it did, where the work of a run is not always the same; null if unknown.</summary>
    public long? Operations { get; init; }

    /// <summary>How the command ended; null if there was none, or if the recording's duration ended it.</summary>
    public ExitStatus? CommandStatus { get; init; }

    /// <summary>Why the recording of a server under a load does not count, or null.</summary>
    public Diagnostic? Failure { get; set; }

    /// <summary>Chunks of data that perf reports as lost: each has at least one lost sample, which the file may count or not.</summary>
    public long LostChunks { get; init; }

    /// <summary>What a user should know about the recording.</summary>
    public IReadOnlyList<Diagnostic> Diagnostics { get; init; } = [];

    /// <summary>What the data contains; read once, before it is imported.</summary>
    internal RecordingSummary Summary => _summary ??= RecordingSummary.Read(Folder.DataFiles, RootPid, GatePid);

    /// <summary>Lost samples that the file itself does not count, at least.</summary>
    private long UncountedLosses => LostChunks == 0 ? 0 : Math.Max(0, LostChunks - Summary.LostSamples);

    /// <summary>For an import. The CPU time is left out if the samples cover only a part of it.</summary>
    public RunInfo ToRunInfo() => new()
    {
        Started = Started,
        WallTime = WallTime,
        CpuTime = PerfCommand.UserOnly || PerfCommand.KernelOnly ? null : CpuTime,
        // The machine's time is counted in hundredths of a second, ours in nanoseconds.
        BusyTime = BusyTime is { } busy && busy > OwnBusyTime ? busy - OwnBusyTime : BusyTime is null ? null : TimeSpan.Zero,
        Operations = Operations,
        LostSamples = UncountedLosses,
        RootPid = RootPid,
        GatePid = GatePid,
        MaxStack = KernelLimits.ReadMaxStack(),
        Source = DataPath,
    };

    public void Dispose() => Folder.Dispose();
}
