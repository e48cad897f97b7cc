using PerfHarness.Recording;

namespace PerfHarness.Runs;

/// <summary>Runs that are prepared before their turn, one of a side at most.</summary>
internal sealed class RunsAhead(PerfRecorder recorder, RecordOptions options) : IDisposable
{
    private readonly Dictionary<RecordedSide, Task<PreparedRun>> _prepared = [];
    private readonly CancellationTokenSource _abandoned = new();

    /// <summary>Begins to prepare the side's next run, if that can be and was not done yet.</summary>
    /// <param name="side">Null for none.</param>
    public void Prepare(RecordedSide? side, CancellationToken cancellation)
    {
        if (side is null || !side.Source.CanOverlap || _prepared.ContainsKey(side))
        {
            return;
        }

        _prepared[side] = Task.Run(
            async () =>
            {
                using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellation, _abandoned.Token);
                return await side.Source.PrepareAsync(recorder, options, linked.Token).ConfigureAwait(false);
            },
            CancellationToken.None);
    }

    /// <summary>CPU time that attaching to the side's next run took; zero if it was not prepared, or is not yet.</summary>
    /// <param name="side">Null for none.</param>
    public TimeSpan GetAttachTime(RecordedSide? side) =>
        side is not null && _prepared.TryGetValue(side, out var preparation) && preparation.IsCompletedSuccessfully
            ? preparation.Result.AttachTime
            : TimeSpan.Zero;

    /// <summary>The side's next run, which is the caller's from here on; null if it was not prepared.</summary>
    /// <exception cref="Formats.Diagnostics.PerfHarnessException">It could not be prepared.</exception>
    public async Task<PreparedRun?> TakeAsync(RecordedSide side) =>
        _prepared.Remove(side, out var preparation) ? await preparation.ConfigureAwait(false) : null;

    /// <summary>Ends what nobody took.</summary>
    public void Dispose()
    {
        _abandoned.Cancel();
        foreach (var preparation in _prepared.Values)
        {
            try
            {
                preparation.GetAwaiter().GetResult().Dispose();
            }
            catch (Exception e) when (e is OperationCanceledException or Formats.Diagnostics.PerfHarnessException)
            {
                // Nothing of it is left, and the run that would have had this failure does not take place.
                _ = e;
            }
        }

        _prepared.Clear();
        _abandoned.Dispose();
    }
}
