namespace PerfHarness.Processes;

/// <summary>How a process ended.</summary>
/// <param name="CpuTime">User and system time of the process and of the descendants that were waited for.</param>
internal sealed record CommandResult(ExitStatus Status, TimeSpan CpuTime);
