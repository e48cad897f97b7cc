using System.Globalization;

namespace PerfHarness.Processes;

/// <summary>CPU time that everything on the machine has used, all processors together, since it was started.</summary>
internal static class HostClock
{
    // USER_HZ: 100 on every architecture that Linux shows to programs.
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(10);

    /// <summary>Null if the kernel does not report it.</summary>
    public static TimeSpan? GetBusyTime() => Parse(ProcFile.Read("/proc/stat"));

    /// <summary>The same without our own process, which may import one run while the next is recorded. Null if the kernel does not
    /// report it.</summary>
    public static TimeSpan? GetBusyTimeOfOthers() => GetBusyTime() - (CpuClock.GetProcessTime(Environment.ProcessId) ?? TimeSpan.Zero);

    // cpu  user nice system idle iowait irq softirq steal guest guest_nice; guest time is in user time already.
    internal static TimeSpan? Parse(string? stat)
    {
        var fields = stat?.Split('\n')[0].Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? [];
        if (fields.Length < 9 || fields[0] != "cpu")
        {
            return null;
        }

        long ticks = 0;
        for (var i = 1; i <= 8; i++)
        {
            if (!long.TryParse(fields[i], NumberStyles.None, CultureInfo.InvariantCulture, out var value))
            {
                return null;
            }

            ticks += i is 4 or 5 ? 0 : value;
        }

        return Tick * ticks;
    }
}
