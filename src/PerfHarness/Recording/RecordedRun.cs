using PerfHarness.Formats.Diagnostics;
using PerfHarness.Processes;
using PerfHarness.Profiles;

namespace PerfHarness.Recording;

/// <summary>One finished recording in its private folder, which is removed when this is disposed of.</summary>
internal sealed class RecordedRun : IDisposable
{
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
    /// CPU time that the profiled processes used while it recorded, user and system, as the kernel accounts it; null where
    /// the whole machine was recorded or a process that is not ours ended before it could be asked.
    /// </summary>
    public TimeSpan? CpuTime { get; init; }

    /// <summary>CPU time that the whole machine used meanwhile, all processors together; null where unknown.</summary>
    public TimeSpan? BusyTime { get; init; }

    /// <summary>How the command ended; null where there was none, or where the recording's duration ended it.</summary>
    public ExitStatus? CommandStatus { get; init; }

    /// <summary>Chunks of data that perf says it lost. The samples lost are counted in the file itself.</summary>
    public long LostChunks { get; init; }

    /// <summary>What a user should know, although it is recorded.</summary>
    public IReadOnlyList<Diagnostic> Diagnostics { get; init; } = [];

    /// <summary>For an import. The CPU time is left out where the samples cover only a part of it.</summary>
    public RunInfo ToRunInfo() => new() { Started = Started, WallTime = WallTime, CpuTime = PerfCommand.UserOnly ? null : CpuTime, BusyTime = BusyTime, Source = DataPath };

    /// <summary>Copies the data and the maps to where they stay.</summary>
    /// <param name="folder">Made where it is missing.</param>
    public void CopyTo(string folder)
    {
        Directory.CreateDirectory(folder);
        File.Copy(DataPath, Path.Combine(folder, "perf.data"), overwrite: true);
        foreach (var map in Directory.EnumerateFiles(MapFolder))
        {
            File.Copy(map, Path.Combine(folder, Path.GetFileName(map)), overwrite: true);
        }
    }

    public void Dispose() => Folder.Dispose();
}
