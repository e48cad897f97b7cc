namespace PerfHarness.TestHosts;

/// <summary>One repetition of a body until it has used enough CPU time: what a run or a warm-up executes.</summary>
/// <param name="cpuTime">CPU time to wait for.</param>
/// <param name="maxDuration">Maximum time, however little the CPU time is.</param>
/// <param name="samples">Whose CPU time that is.</param>
internal sealed class BodyRepetition(TimeSpan cpuTime, TimeSpan maxDuration, BodySamples samples)
{
    public static readonly TimeSpan DefaultMaxDuration = TimeSpan.FromSeconds(10);

    private readonly BodyThreadTracker _threads = new();

    /// <summary>Times that the body was executed.</summary>
    public long Count { get; private set; }

    /// <summary>Ids of the threads that ran it.</summary>
    public IReadOnlyCollection<int> Threads { get; private set; } = [];

    /// <param name="repeat">Runs the body repeatedly while its parameter returns true.</param>
    public async Task RunAsync(Func<Func<bool>, CancellationToken, Task> repeat, CancellationToken cancellation)
    {
        var limit = new RepetitionLimit(cpuTime, maxDuration, samples == BodySamples.BodyThreads ? () => _threads.CpuTime : null);

        // On a thread of the pool, so that the stacks do not begin with our callers.
        Threads = await Task.Run(() => _threads.RunAsync(() => repeat(ShouldContinue, cancellation)), cancellation).ConfigureAwait(false);
        cancellation.ThrowIfCancellationRequested();

        bool ShouldContinue()
        {
            var isContinued = !cancellation.IsCancellationRequested && limit.ShouldContinue();
            Count += isContinued ? 1 : 0;
            return isContinued;
        }
    }
}
