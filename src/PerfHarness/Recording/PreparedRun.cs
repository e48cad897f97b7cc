namespace PerfHarness.Recording;

/// <summary>
/// A command that waits at its start gate, with perf attached, for its turn to be recorded. Attaching takes longer than anything
/// else between two runs, so that the next one is prepared before the one before it is imported.
/// </summary>
internal sealed class PreparedRun : IDisposable
{
    private readonly RecordingFolder _folder;
    private readonly CommandRecording _recording;
    private readonly InterruptSource _interrupts;
    private readonly TimeSpan _gracePeriod;
    private bool _isOver;

    /// <param name="folder">Belongs to this object, until the run is recorded.</param>
    /// <param name="interrupts">Disposed of with this object.</param>
    public PreparedRun(RecordingFolder folder, CommandRecording recording, InterruptSource interrupts, TimeSpan gracePeriod) =>
        (_folder, _recording, _interrupts, _gracePeriod) = (folder, recording, interrupts, gracePeriod);

    /// <summary>CPU time that perf has used to attach.</summary>
    public TimeSpan AttachTime => _recording.PerfTime;

    /// <summary>Releases the command and records it to its end, or until the options' duration is over.</summary>
    /// <exception cref="OperationCanceledException">Cancelled, or interrupted by a signal; nothing of it is left.</exception>
    public async Task<RecordedRun> RecordAsync(CancellationToken cancellation)
    {
        try
        {
            using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellation, _interrupts.Token);
            var run = await _recording.RecordAsync(_gracePeriod, null, linked.Token).ConfigureAwait(false);
            _isOver = true;
            _recording.Dispose();
            _interrupts.Dispose();
            return run;
        }
        catch
        {
            Abandon(reraises: !cancellation.IsCancellationRequested);
            throw;
        }
    }

    /// <summary>Ends it without a trace, unless it was recorded.</summary>
    public void Dispose() => Abandon(reraises: true);

    private void Abandon(bool reraises)
    {
        if (_isOver)
        {
            return;
        }

        _isOver = true;
        _recording.Dispose();
        _folder.Dispose();
        if (reraises)
        {
            _interrupts.ReraiseSignal();
        }

        _interrupts.Dispose();
    }
}
