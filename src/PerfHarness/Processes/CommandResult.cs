namespace PerfHarness.Processes;

/// <summary>How a process ended.</summary>
/// <param name="UserTime">CPU time in user code, of the process and of the descendants that were waited for.</param>
/// <param name="SystemTime">The same in the kernel.</param>
internal sealed record CommandResult(ExitStatus Status, TimeSpan UserTime, TimeSpan SystemTime)
{
    public TimeSpan CpuTime => UserTime + SystemTime;
}
