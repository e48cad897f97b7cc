namespace PerfHarness.Processes;

/// <summary>CPU time of processes that still run, in nanoseconds, where <c>/proc</c> only has hundredths of a second.</summary>
internal static class CpuClock
{
    /// <summary>User and system time of all threads of the process, ended ones too; null where it is gone.</summary>
    public static TimeSpan? GetProcessTime(int pid) => Read((~pid << 3) | 2);

    /// <summary>User and system time of one thread of our own process; null where it has ended.</summary>
    public static TimeSpan? GetThreadTime(int tid) => Read((~tid << 3) | 6);

    /// <summary>The sum over processes, with the descendants they have waited for.</summary>
    public static TimeSpan GetTreeTime(IEnumerable<ProcessEntry> entries) =>
        entries.Aggregate(TimeSpan.Zero, (sum, entry) => sum + (GetProcessTime(entry.Pid) ?? TimeSpan.Zero) + TimeSpan.FromMilliseconds(entry.ChildTicks * 10));

    // The kernel's clock ids of CPU times: what clock_getcpuclockid and pthread_getcpuclockid compute.
    private static TimeSpan? Read(int clock)
    {
        var time = new long[2];
        return LibC.ClockGetTime(clock, time) == 0
            ? TimeSpan.FromSeconds(time[0]) + TimeSpan.FromTicks(time[1] / TimeSpan.NanosecondsPerTick)
            : null;
    }
}
