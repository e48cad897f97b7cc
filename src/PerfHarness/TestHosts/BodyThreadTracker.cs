using PerfHarness.Processes;

namespace PerfHarness.TestHosts;

/// <summary>
/// The threads that ran a body in one run, wherever an await or a <c>Task.Run</c> moved it: the body's execution context
/// carries this object, and the runtime notifies each thread that enters or leaves the context.
/// </summary>
internal sealed class BodyThreadTracker
{
    private static readonly AsyncLocal<BodyThreadTracker?> Current = new(static change =>
    {
        if (change.PreviousValue != change.CurrentValue)
        {
            change.PreviousValue?.Leave();
            change.CurrentValue?.Enter();
        }
    });

    private readonly Lock _lock = new();
    private readonly HashSet<int> _threads = [];

    // CPU time of the threads that are in the context now, when each entered it.
    private readonly Dictionary<int, TimeSpan> _entered = [];
    private TimeSpan _left;

    /// <summary>CPU time of the threads while they were in the context: not what a pool's thread uses to wait for work.</summary>
    public TimeSpan CpuTime
    {
        get
        {
            lock (_lock)
            {
                // Called while events are on, on the body's own thread: no code here that a budget could count as the body's.
                var sum = _left;
                foreach (var (id, start) in _entered)
                {
                    sum += (CpuClock.GetThreadTime(id) ?? start) - start;
                }

                return sum;
            }
        }
    }

    /// <summary>Runs the body and tracks its threads.</summary>
    /// <returns>The ids of its threads, as in the recording.</returns>
    public async Task<IReadOnlyCollection<int>> RunAsync(Func<Task> body)
    {
        Current.Value = this;
        await body().ConfigureAwait(false);
        lock (_lock)
        {
            return [.. _threads];
        }
    }

    private void Enter()
    {
        var id = LibC.GetThreadId();
        lock (_lock)
        {
            _threads.Add(id);
            _entered[id] = CpuClock.GetThreadTime(id) ?? TimeSpan.Zero;
        }
    }

    private void Leave()
    {
        var id = LibC.GetThreadId();
        lock (_lock)
        {
            if (_entered.Remove(id, out var start))
            {
                _left += (CpuClock.GetThreadTime(id) ?? start) - start;
            }
        }
    }
}
