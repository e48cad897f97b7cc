namespace PerfHarness.Processes;

/// <summary>Work that gives way to everything else on its processors, on a thread of its own.</summary>
internal sealed class BackgroundThread
{
    private readonly TaskCompletionSource _completed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _lock = new();
    private int _thread;
    private bool _isHurried;

    private BackgroundThread()
    {
    }

    public Task Completed => _completed.Task;

    public static BackgroundThread Start(Action work, CpuSet cpus)
    {
        var background = new BackgroundThread();
        new Thread(() => background.Run(work, cpus)) { IsBackground = true, Name = "work in the background" }.Start();
        return background;
    }

    /// <summary>There is nothing to give way to any more, and someone waits. Without privileges a thread does not get its priority back.</summary>
    public void Hurry()
    {
        lock (_lock)
        {
            _isHurried = true;
            if (_thread != 0)
            {
                _ = LibC.SetScheduler(_thread, LibC.OrdinaryPolicy, 0);
            }
        }
    }

    private void Run(Action work, CpuSet cpus)
    {
        try
        {
            cpus.UseForThisThread();
            lock (_lock)
            {
                _thread = LibC.GetThreadId();

                // musl has no policies.
                if (!_isHurried && LibC.SetScheduler(0, LibC.IdlePolicy, 0) != 0)
                {
                    _ = LibC.SetPriority(LibC.PriorityOfThread, _thread, LibC.LowestPriority);
                }
            }

            work();
            End();
            _completed.SetResult();
        }
        catch (Exception e)
        {
            End();
            _completed.SetException(e);
        }
    }

    // The id may be another thread's next.
    private void End()
    {
        lock (_lock)
        {
            _thread = 0;
        }
    }
}
