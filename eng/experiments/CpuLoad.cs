namespace PerfHarness.Experiments;

/// <summary>Threads that use CPU time until disposal.</summary>
internal sealed class CpuLoad : IDisposable
{
    private readonly Thread[] _threads;
    private volatile bool _stopped;

    public CpuLoad(int threads)
    {
        _threads = [.. Enumerable.Range(0, threads).Select(_ => new Thread(Spin) { IsBackground = true })];
        foreach (var thread in _threads)
        {
            thread.Start();
        }
    }

    public void Dispose()
    {
        _stopped = true;
        foreach (var thread in _threads)
        {
            thread.Join();
        }
    }

    private void Spin()
    {
        while (!_stopped)
        {
            Thread.SpinWait(1000);
        }
    }
}
