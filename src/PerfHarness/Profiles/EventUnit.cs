namespace PerfHarness.Profiles;

/// <summary>What the periods of an event's samples count.</summary>
internal static class EventUnit
{
    /// <summary>Nothing but samples is known.</summary>
    public const string Samples = "samples";

    /// <summary>Of the clocks.</summary>
    public const string Nanoseconds = "ns";

    public const string Faults = "faults";
    public const string Switches = "switches";
    public const string Migrations = "migrations";
    public const string Calls = "calls";
    public const string Accesses = "accesses";
    public const string Events = "events";

    /// <summary>The event whose samples are the times that threads were off the CPUs, here and as perf calls it.</summary>
    public const string OffCpuEvent = "off-cpu";
    private const string OffCpuEventOfPerf = "offcpu-time";

    private static readonly Dictionary<string, string> SoftwareEvents = new(StringComparer.Ordinal)
    {
        ["page-faults"] = Faults, ["faults"] = Faults, ["minor-faults"] = Faults, ["major-faults"] = Faults,
        ["alignment-faults"] = Faults, ["emulation-faults"] = Faults,
        ["context-switches"] = Switches, ["cs"] = Switches, ["cgroup-switches"] = Switches,
        ["cpu-migrations"] = Migrations, ["migrations"] = Migrations,
        ["bpf-output"] = Events,
    };

    /// <summary>The unit of an event as perf names it, with modifiers and terms: <c>ns</c>, <c>faults</c>, <c>calls</c>; the name
    /// itself for counters.</summary>
    public static string FromName(string name)
    {
        var plain = RemoveModifier(name);
        // "page-faults/period=1/"; but a PMU's "cpu/event=0x3c/" is none of these.
        var bare = plain.IndexOf('/', StringComparison.Ordinal) is > 0 and var slash ? plain[..slash] : plain;
        if (bare is "cpu-clock" or "task-clock" || IsOffCpu(bare))
        {
            return Nanoseconds;
        }

        if (SoftwareEvents.TryGetValue(bare, out var unit))
        {
            return unit;
        }

        var colon = plain.Contains('/', StringComparison.Ordinal) ? -1 : plain.IndexOf(':', StringComparison.Ordinal);
        return colon <= 0 || plain.Contains("::", StringComparison.Ordinal) ? name : GetTracepointUnit(plain[..colon], plain[(colon + 1)..]);
    }

    public static bool IsOffCpu(string name) => name is OffCpuEvent or OffCpuEventOfPerf;

    /// <summary>The event is something that happens, and not the passing of time or a counter's overflow.</summary>
    public static bool IsOccurrence(string name) => IsOccurrenceUnit(FromName(name));

    public static bool IsOccurrenceUnit(string unit) => unit is Faults or Switches or Migrations or Calls or Accesses or Events;

    /// <summary>A tracepoint or probe: <c>sched:sched_switch</c>. A slash is a PMU's, with terms of its own: <c>cpu/event=0x3c/</c>.</summary>
    public static bool IsTracepoint(string name) =>
        !name.Contains('/', StringComparison.Ordinal) && !IsBreakpoint(name)
        && RemoveModifier(name).IndexOf(':', StringComparison.Ordinal) > 0;

    /// <summary>Accesses to an address: <c>mem:0x1000:rw</c>.</summary>
    public static bool IsBreakpoint(string name) => name.StartsWith("mem:", StringComparison.Ordinal);

    /// <summary><c>cycles:u</c> without its modifier; <c>sched:sched_switch</c> is a tracepoint's name.</summary>
    public static string RemoveModifier(string name)
    {
        var colon = name.LastIndexOf(':');
        return colon > 0 && name.AsSpan(colon + 1).TrimStart("ukhGHpPSDIWe").IsEmpty ? name[..colon] : name;
    }

    private static string GetTracepointUnit(string group, string name) =>
        group == "mem" ? Accesses
            : group is "uprobes" or "kprobes" || group.StartsWith("probe", StringComparison.Ordinal)
                || group.StartsWith("perfharness", StringComparison.Ordinal) || group.StartsWith("sdt_", StringComparison.Ordinal)
                || (group is "syscalls" or "raw_syscalls" && name.StartsWith("sys_e", StringComparison.Ordinal)) ? Calls
            : Events;
}
