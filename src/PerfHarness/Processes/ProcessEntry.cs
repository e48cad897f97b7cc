using System.Globalization;

namespace PerfHarness.Processes;

/// <summary>One process as listed in <c>/proc/PID/stat</c>.</summary>
/// <param name="State">R, S, D, T, Z (ended, not yet waited for), …</param>
/// <param name="StartTicks">When it started, in clock ticks since boot: together with the id it is unique.</param>
/// <param name="ChildTicks">CPU time of descendants that were waited for, in clock ticks (100 per second).</param>
internal sealed record ProcessEntry(int Pid, string Name, char State, int Parent, int Session, long ChildTicks, long StartTicks)
{
    public bool HasEnded => State is 'Z' or 'X';

    /// <summary>It is running, or has not been waited for.</summary>
    public bool StillExists => Read(Pid)?.StartTicks == StartTicks;

    /// <summary>All visible processes.</summary>
    public static List<ProcessEntry> ReadAll()
    {
        var entries = new List<ProcessEntry>();
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var pid) && Read(pid) is { } entry)
            {
                entries.Add(entry);
            }
        }

        return entries;
    }

    /// <summary>Null if there is no such process (any more).</summary>
    public static ProcessEntry? Read(int pid) =>
        ProcFile.Read(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/stat")) is { } text ? Parse(text) : null;

    /// <summary>The name may contain anything, closing parentheses too: the last one ends it.</summary>
    internal static ProcessEntry? Parse(string stat)
    {
        var (open, close) = (stat.IndexOf('(', StringComparison.Ordinal), stat.LastIndexOf(')'));
        if (open < 1 || close < open)
        {
            return null;
        }

        // After the name: state ppid pgrp session tty tpgid flags minflt cminflt majflt cmajflt utime stime cutime cstime …
        var fields = stat[(close + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return fields.Length >= 20 && int.TryParse(stat.AsSpan(0, open).Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var pid)
            ? new ProcessEntry(pid, stat[(open + 1)..close], fields[0][0], Int(1), Int(3), Long(13) + Long(14), Long(19))
            : null;

        long Long(int index) => long.TryParse(fields[index], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) ? value : 0;

        int Int(int index) => int.TryParse(fields[index], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) ? value : 0;
    }
}
