namespace PerfHarness.Processes;

/// <summary>What an ended process leaves behind.</summary>
/// <param name="RunTime">From start to end.</param>
/// <param name="UserTime">CPU time in user mode, of the process and of the descendants that were waited for.</param>
/// <param name="SystemTime">The same in the kernel.</param>
internal record CommandResult(ExitStatus Status, DateTimeOffset Started, TimeSpan RunTime, TimeSpan UserTime, TimeSpan SystemTime)
{
    public TimeSpan CpuTime => UserTime + SystemTime;
}
