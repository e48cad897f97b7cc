using System.Globalization;

namespace PerfHarness.Symbols.Jit;

/// <summary>What <c>/proc</c> says about a running process.</summary>
/// <param name="NamespacePid">Its number in its own PID namespace: what it calls itself in the names of its files.</param>
/// <param name="EffectiveUserId">User id under which it creates files.</param>
internal sealed record LiveProcess(int Pid, int NamespacePid, uint EffectiveUserId)
{
    // USER_HZ, which is the same on every architecture that .NET runs on.
    private const int TicksPerSecond = 100;

    /// <summary>It runs in another PID namespace than this process.</summary>
    public bool IsInContainer => NamespacePid != Pid;

    /// <summary>Its file system as this process sees it.</summary>
    public string RootPath => string.Create(CultureInfo.InvariantCulture, $"/proc/{Pid}/root");

    /// <summary>When it was started, on this machine's clock; null where that cannot be read.</summary>
    public DateTimeOffset? Started { get; private init; }

    /// <summary>When a process was started, in clock ticks since boot: together with the id it is unique. Null where there is none.</summary>
    public static ulong? TryReadStartTicks(int pid)
    {
        try
        {
            // Field 22 of /proc/PID/stat; the command name before it may hold blanks and parentheses.
            var text = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/stat"));
            var fields = text[(text.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            return fields.Length > 19 && ulong.TryParse(fields[19], NumberStyles.None, CultureInfo.InvariantCulture, out var ticks) ? ticks : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Null where no such process runs or it may not be read.</summary>
    public static LiveProcess? TryRead(int pid)
    {
        try
        {
            var namespacePid = pid;
            uint? user = null;
            foreach (var line in File.ReadLines(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/status")))
            {
                // "NSpid:	4711	12": outermost namespace first. "Uid:	real	effective	saved	file system".
                var fields = line.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
                if (fields is ["NSpid:", .., var last] && int.TryParse(last, NumberStyles.None, CultureInfo.InvariantCulture, out var inner))
                {
                    namespacePid = inner;
                }
                else if (fields is ["Uid:", _, var effective, ..]
                    && uint.TryParse(effective, NumberStyles.None, CultureInfo.InvariantCulture, out var id))
                {
                    user = id;
                }
            }

            return user is null ? null : new LiveProcess(pid, namespacePid, user.Value) { Started = ReadStartTime(pid) };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static DateTimeOffset? ReadStartTime(int pid)
    {
        var uptime = File.ReadAllText("/proc/uptime").Split(' ')[0];
        return TryReadStartTicks(pid) is { } ticks && double.TryParse(uptime, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds)
            ? DateTimeOffset.UtcNow - TimeSpan.FromSeconds(seconds - ((double)ticks / TicksPerSecond))
            : null;
    }
}
