using PerfHarness.Processes;

namespace PerfHarness.TestHosts;

/// <summary>
/// The threads that ran a body in one run, whichever an await or a <c>Task.Run</c> took it to: the body's execution context
/// carries this object, and the runtime tells each thread that takes the context on.
/// </summary>
internal sealed class BodyThreadTracker
{
    private static readonly AsyncLocal<BodyThreadTracker?> Current = new(static change => change.CurrentValue?.AddCurrentThread());

    // Most changes find the thread as they left it.
    [ThreadStatic]
    private static BodyThreadTracker? lastEntered;

    private readonly Lock _lock = new();
    private readonly Dictionary<int, TimeSpan> _cpuTimeAtStart = [];

    /// <summary>CPU time of the threads since each of them first ran the body; that of ended ones is not known any more.</summary>
    public TimeSpan CpuTime
    {
        get
        {
            lock (_lock)
            {
                // Asked while events are on, on the body's own thread: nothing that a budget could take for the body's.
                var sum = TimeSpan.Zero;
                foreach (var (id, start) in _cpuTimeAtStart)
                {
                    sum += (CpuClock.GetThreadTime(id) ?? start) - start;
                }

                return sum;
            }
        }
    }

    /// <summary>Runs the body under watch.</summary>
    /// <returns>The ids of its threads, as perf has them.</returns>
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
