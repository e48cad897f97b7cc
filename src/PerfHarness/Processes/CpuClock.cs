namespace PerfHarness.Processes;

/// <summary>CPU time of running processes, in nanoseconds; <c>/proc</c> only has hundredths of a second.</summary>
internal static class CpuClock
{
    /// <summary>User and system time of all threads of the process, including ended ones; null if it is gone.</summary>
    public static TimeSpan? GetProcessTime(int pid) => Read((~pid << 3) | 2);

    /// <summary>User and system time of one thread of our own process; null if it has ended.</summary>
    public static TimeSpan? GetThreadTime(int tid) => Read((~tid << 3) | 6);

    /// <summary>The sum over processes, with the descendants they have waited for.</summary>
    public static TimeSpan GetTreeTime(IEnumerable<ProcessEntry> entries) =>
        entries.Aggregate(
            TimeSpan.Zero,
            (sum, entry) => sum + (GetProcessTime(entry.Pid) ?? TimeSpan.Zero) + TimeSpan.FromMilliseconds(entry.ChildTicks * 10));

    /// <summary>User and system time of a <c>rusage</c>, which begins with the seconds and microseconds of each.</summary>
    public static (TimeSpan User, TimeSpan System) FromUsage(ReadOnlySpan<long> usage) =>
        (ToTimeSpan(usage[0], usage[1]), ToTimeSpan(usage[2], usage[3]));

    private static TimeSpan ToTimeSpan(long seconds, long microseconds) =>
        TimeSpan.FromSeconds(seconds) + TimeSpan.FromTicks(microseconds * TimeSpan.TicksPerMicrosecond);

    // The kernel's clock ids of CPU times: what clock_getcpuclockid and pthread_getcpuclockid compute.
    private static TimeSpan? Read(int clock)
    {
        var time = new long[2];
        return LibC.ClockGetTime(clock, time) == 0
            ? TimeSpan.FromSeconds(time[0]) + TimeSpan.FromTicks(time[1] / TimeSpan.NanosecondsPerTick)
            : null;
    }
}
