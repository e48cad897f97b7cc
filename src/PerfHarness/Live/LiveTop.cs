using System.Runtime.CompilerServices;
using PerfHarness.Analysis;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Import;
using PerfHarness.Profiles;
using PerfHarness.Recording;

namespace PerfHarness.Live;

/// <summary>
/// Records running processes in slices, one after the other:
/// <code>
///   record 1 ──► record 2 ──► record 3 ──► …
///            └─► name, count, show 1
///                         └─► name, count, show 2
/// </code>
/// A slice is named while the next is recorded, so that little goes unseen. Each has a folder of its own that is gone when
/// it was named.
/// </summary>
internal sealed class LiveTop(PerfCapabilities capabilities, ImportOptions import)
{
    // Symbols are kept from slice to slice, and so are the slices' samples: a new importer now and then forgets both.
    private const int IntervalsPerImporter = 30;

    /// <param name="recording">Its duration is the length of a slice.</param>
    /// <param name="count">Slices; null for as many as there are until the processes end.</param>
    /// <param name="stop">Ends the slice that is being recorded; it is still given.</param>
    /// <exception cref="PerfHarnessException">Profiling is impossible here (PH3xxx), or there is no such process (PH3011).</exception>
    public async IAsyncEnumerable<LiveInterval> RunAsync(AttachTarget target, RecordOptions recording, int? count, [EnumeratorCancellation] CancellationToken stop = default)
    {
        ArgumentNullException.ThrowIfNull(target);
        ArgumentNullException.ThrowIfNull(recording);
        var recorder = new PerfRecorder(capabilities);
        var told = new HashSet<Diagnostic>();
        ProfileImporter? importer = null;
        Task<RecordedRun?>? next = null;
        try
        {
            var run = await recorder.AttachAsync(target, recording, stop).ConfigureAwait(false);
            for (var number = 1; ; number++)
            {
                using var recorded = run;
                // Processes that have ended are no mistake any more: they were there.
                var more = !stop.IsCancellationRequested && (count is null || number < count);
                next = more ? TryAttachAsync(recorder, target, recording, stop) : null;
                if (importer is null || number % IntervalsPerImporter == 0)
                {
                    importer?.Dispose();
                    importer = new ProfileImporter(import with { SearchTemporaryFolder = false });
                }

                yield return CreateInterval(importer, run, number, told);
                var following = next is null ? null : await next.ConfigureAwait(false);
                next = null;
                if (following is null)
                {
                    yield break;
                }

                run = following;
            }
        }
        finally
        {
            if (next is not null)
            {
                // Nobody wants the slice any more; its folder must not stay.
                (await next.ConfigureAwait(false))?.Dispose();
            }

            importer?.Dispose();
        }
    }

    private static async Task<RecordedRun?> TryAttachAsync(PerfRecorder recorder, AttachTarget target, RecordOptions recording, CancellationToken stop)
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

    private static LiveInterval CreateInterval(ProfileImporter importer, RecordedRun run, int number, HashSet<Diagnostic> told)
    {
        var id = importer.Add(run.DataPath, run.ToRunInfo(), [run.MapFolder]);
        var profile = importer.Build();
        var shares = SelfShares.Compute(new SampleFilter { Run = id }.Apply(profile));
        return new LiveInterval(number, DateTimeOffset.Now, run.WallTime, run.CpuTime, shares, [.. run.Diagnostics.Concat(profile.Diagnostics).Where(told.Add)]);
    }
}
