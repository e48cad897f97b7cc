using PerfHarness.Processes;
using PerfHarness.Recording;

namespace PerfHarness.Runs;

/// <summary>The import of the latest run. There is one at a time: the next one begins when it has been awaited.</summary>
internal sealed class RunImport
{
    private BackgroundThread? _background;

    public Task Completed { get; private set; } = Task.CompletedTask;

    /// <summary>Imports the side's latest run, and removes it.</summary>
    /// <param name="spare">Processors for it while another run is recorded; null where nothing is recorded until it is completed.</param>
    public void Begin(RecordedSide side, RecordedRun run, CpuSet? spare)
    {
        var number = side.RunCount;
        _background = spare is null ? null : BackgroundThread.Start(() => Import(threads: 1), spare);
        Completed = _background?.Completed ?? Task.Run(() => Import(threads: 0));

        void Import(int threads)
        {
            using (run)
            {
                side.Import(run, number, threads);
            }
        }
    }

    /// <summary>Waits for it, while nothing is recorded.</summary>
    public Task CompleteAsync()
    {
        _background?.Hurry();
        return Completed;
    }

    /// <summary>Cancels what is recorded meanwhile if the import fails: it would be for nothing.</summary>
    public void CancelOnFailure(CancellationTokenSource recording) => _ = Completed.ContinueWith(
        _ => TryCancel(recording), CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);

    /// <summary>Waits for its end, however it ends: the failure that counts is known.</summary>
    public void WaitQuietly() => Task.WaitAny(Completed);

    private static void TryCancel(CancellationTokenSource recording)
    {
        try
        {
            recording.Cancel();
        }
        catch (ObjectDisposedException e)
        {
            // The recording has ended by itself.
            _ = e;
        }
    }
}
