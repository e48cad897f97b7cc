using PerfHarness.Processes;

namespace PerfHarness.TestHosts;

/// <summary>
/// The threads that ran a body in one run, wherever an await or a <c>Task.Run</c> moved it: the body's execution context
/// carries this object, and the runtime notifies each thread that continues the context.
/// </summary>
internal sealed class BodyThreadTracker
{
    private static readonly AsyncLocal<BodyThreadTracker?> Current = new(static change => change.CurrentValue?.AddCurrentThread());

    // After most changes the thread is the same as before.
    [ThreadStatic]
    private static BodyThreadTracker? lastEntered;

    private readonly Lock _lock = new();
    private readonly Dictionary<int, TimeSpan> _cpuTimeAtStart = [];

    /// <summary>CPU time of the threads since each of them first ran the body; that of ended ones is unknown.</summary>
    public TimeSpan CpuTime
    {
        get
        {
            lock (_lock)
            {
                // Called while events are on, on the body's own thread: no code here that a budget could count as the body's.
                var sum = TimeSpan.Zero;
                foreach (var (id, start) in _cpuTimeAtStart)
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
            return _cpuTimeAtStart.Keys;
        }
    }

    private void AddCurrentThread()
    {
        if (lastEntered == this)
        {
            return;
        }

        lastEntered = this;
        var id = LibC.GetThreadId();
        lock (_lock)
        {
            _cpuTimeAtStart.TryAdd(id, CpuClock.GetThreadTime(id) ?? TimeSpan.Zero);
        }
    }
}
