using System.Runtime.CompilerServices;
using PerfHarness.Analysis;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Import;
using PerfHarness.Profiles;
using PerfHarness.Recording;
using PerfHarness.Recording.Capabilities;

namespace PerfHarness.Live;

/// <summary>
/// Records running processes in intervals, one after another:
/// <code>
///   record 1 ──► record 2 ──► record 3 ──► …
///            └─► resolve, count, show 1
///                         └─► resolve, count, show 2
/// </code>
/// An interval is resolved while the next one is recorded, so that little is missed. Each has its own folder, which is
/// removed once it is resolved.
/// </summary>
internal sealed class LiveTop(PerfCapabilities capabilities, ImportOptions import)
{
    // An importer keeps symbols and samples of all its intervals: a new one every so often releases both.
    private const int IntervalsPerImporter = 30;

    /// <param name="recording">Its duration is the length of an interval.</param>
    /// <param name="count">Number of intervals; null to continue until the processes end.</param>
    /// <param name="stop">Ends the current interval, which is still returned.</param>
    /// <exception cref="PerfHarnessException">Profiling is impossible here (PH3xxx), or there is no such process (PH3011).</exception>
    public async IAsyncEnumerable<LiveInterval> RunAsync(
        AttachTarget target, RecordOptions recording, int? count, [EnumeratorCancellation] CancellationToken stop = default)
    {
        ArgumentNullException.ThrowIfNull(target);
        ArgumentNullException.ThrowIfNull(recording);
        var recorder = new PerfRecorder(capabilities);
        var reported = new HashSet<Diagnostic>();
        ProfileImporter? importer = null;
        Task<RecordedRun?>? nextRun = null;
        try
        {
            var run = await recorder.AttachAsync(target, recording, stop).ConfigureAwait(false);
            for (var number = 1; ; number++)
            {
                using var recorded = run;
                var hasNext = !stop.IsCancellationRequested && (count is null || number < count);
                nextRun = hasNext ? TryAttachAsync(recorder, target, recording, stop) : null;
                if (importer is null || number % IntervalsPerImporter == 0)
                {
                    importer?.Dispose();
                    importer = new ProfileImporter(import with { SearchTemporaryFolder = false });
                }

                yield return CreateInterval(importer, run, number, reported);
                var following = nextRun is null ? null : await nextRun.ConfigureAwait(false);
                nextRun = null;
                if (following is null)
                {
                    yield break;
                }

                run = following;
            }
        }
        finally
        {
            if (nextRun is not null)
            {
                // The interval is not needed any more; its folder must be removed.
                (await nextRun.ConfigureAwait(false))?.Dispose();
            }

            importer?.Dispose();
        }
    }

    /// <summary>Null if the processes have ended, which is not an error after the first interval.</summary>
    private static async Task<RecordedRun?> TryAttachAsync(
        PerfRecorder recorder, AttachTarget target, RecordOptions recording, CancellationToken stop)
    {
        try
        {
            return await recorder.AttachAsync(target, recording, stop).ConfigureAwait(false);
        }
        catch (PerfHarnessException) when (!IsRunning(target))
        {
            return null;
        }
    }

    private static bool IsRunning(AttachTarget target)
    {
        try
        {
            _ = AttachRecording.ResolvePids(target);
            return true;
        }
        catch (PerfHarnessException)
        {
            return false;
        }
    }

    private static LiveInterval CreateInterval(ProfileImporter importer, RecordedRun run, int number, HashSet<Diagnostic> reported)
    {
        var id = importer.Add(run.DataPath, run.ToRunInfo(), [run.MapFolder]);
        var profile = importer.Build();
        var shares = SelfShares.Compute(new SampleFilter { Run = id }.Apply(profile));
        var diagnostics = run.Diagnostics.Concat(profile.Diagnostics).Where(reported.Add);
        return new LiveInterval(number, DateTimeOffset.Now, run.WallTime, run.CpuTime, shares, [.. diagnostics]);
    }
}
