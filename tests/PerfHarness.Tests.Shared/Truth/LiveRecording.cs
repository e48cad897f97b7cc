using PerfHarness.Import;
using PerfHarness.Profiles;
using PerfHarness.Recording;

namespace PerfHarness.Tests.Shared.Truth;

/// <summary>A recording of a process that lives on after it, imported with addresses.</summary>
internal sealed class LiveRecording : IDisposable
{
    private LiveRecording(RecordedRun run, Profile profile) => (Run, Profile) = (run, profile);

    public RecordedRun Run { get; }

    public Profile Profile { get; }

    /// <summary>Records the program for a time, or from the beginning of what it burns to the end.</summary>
    /// <param name="folder">The program's.</param>
    /// <param name="mapFolder">Where it writes its perf map; null where it was started without any setting, and is asked for one.</param>
    /// <param name="duration">Null for a program that says when it is done.</param>
    public static async Task<LiveRecording> RecordAsync(
        PerfRecorder recorder, LiveProgram program, string folder, string? mapFolder, TimeSpan? duration, CancellationToken cancellation)
    {
        var burn = new CommandTarget("sh", ["-c", "touch go; for i in $(seq 600); do [ -e done ] && exit; sleep 0.05; done"]) { WorkingDirectory = folder };
        var target = new AttachTarget { Pids = [program.Pid], Companion = duration is null ? burn : null };
        var options = new RecordOptions { Duration = duration, RequestPerfMaps = mapFolder is null };
        var run = await recorder.AttachAsync(target, options, CancellationToken.None, cancellation).ConfigureAwait(false);
        try
        {
            return new LiveRecording(run, ProfileImporter.Load(run.DataPath, new ImportOptions
            {
                KeepAddresses = true, JitFolders = [mapFolder ?? run.MapFolder], SearchTemporaryFolder = false,
            }));
        }
        catch
        {
            run.Dispose();
            throw;
        }
    }

    public void Dispose() => Run.Dispose();
}
