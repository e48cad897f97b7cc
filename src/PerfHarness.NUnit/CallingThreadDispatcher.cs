using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;

namespace PerfHarness;

/// <summary>Runs parts of asynchronous work on the thread that waits for it: a test's body stays on its thread.</summary>
internal sealed class CallingThreadDispatcher : IDisposable
{
    private readonly BlockingCollection<Action> _posted = [];

    /// <summary>Runs the work elsewhere and, on this thread, what it posts, until it has ended.</summary>
    public T Run<T>(Func<Task<T>> work)
    {
        var running = Task.Run(work);
        _ = running.ContinueWith(
            _ => _posted.CompleteAdding(), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        foreach (var action in _posted.GetConsumingEnumerable())
        {
            action();
        }

        return running.GetAwaiter().GetResult();
    }

    public Task PostAsync(Action action)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var context = ExecutionContext.Capture();
        _posted.Add(() =>
        {
            try
            {
                // The poster's context, so that the body's threads are tracked.
                ExecutionContext.Run(context!, static state => ((Action)state!)(), action);
                done.SetResult();
            }
            catch (Exception e)
            {
                done.SetException(ExceptionDispatchInfo.Capture(e).SourceException);
            }
        });
        return done.Task;
    }

    public void Dispose() => _posted.Dispose();
}
