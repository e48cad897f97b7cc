using System.Globalization;
using PerfHarness.Recording;

namespace PerfHarness.Counters;

/// <summary>What to count, where, and for how long; an immutable description that becomes perf's arguments.</summary>
internal sealed record CounterRequest
{
    /// <summary>Measured by perf itself, without a counter: its own clock, and what the kernel says when the command has ended.</summary>
    public const string Elapsed = "duration_time";
    public const string User = "user_time";
    public const string System = "system_time";

    private static readonly string[] DefaultEvents =
    [
        "context-switches", "cpu-migrations", "page-faults",
        "cycles", "instructions", "branches", "branch-misses", "cache-references", "cache-misses",
    ];

    // What each -d adds, in perf's order.
    private static readonly string[][] Details =
    [
        ["L1-dcache-loads", "L1-dcache-load-misses", "LLC-loads", "LLC-load-misses"],
        ["L1-icache-loads", "L1-icache-load-misses", "dTLB-loads", "dTLB-load-misses", "iTLB-loads", "iTLB-load-misses"],
        ["L1-dcache-prefetches", "L1-dcache-prefetch-misses"],
    ];

    /// <summary>As given to <c>-e</c>; empty for the default ones.</summary>
    public IReadOnlyList<string> Events { get; init; } = [];

    /// <summary>Other names for events whose own ones change from call to call: those of probes.</summary>
    public IReadOnlyDictionary<string, string> Names { get; init; } = new Dictionary<string, string>();

    /// <summary>How many sets of cache events are counted as well: 0 to 3.</summary>
    public int Detail { get; init; }

    /// <summary>No events, only times.</summary>
    public bool TimesOnly { get; init; }

    /// <summary>What is counted; or, beside <see cref="Attach"/>, what the counting ends with.</summary>
    public CommandTarget? Command { get; init; }

    /// <summary>Running processes, threads or CPUs; null for the command alone.</summary>
    public AttachTarget? Attach { get; init; }

    /// <summary>Running threads.</summary>
    public IReadOnlyList<int> Tids { get; init; } = [];

    public CounterScope Scope { get; init; } = CounterScope.All;

    public int Runs { get; init; } = 1;

    /// <summary>Milliseconds; null for one count at the end.</summary>
    public int? Interval { get; init; }

    /// <summary>Intervals after which it ends.</summary>
    public int? IntervalCount { get; init; }

    /// <summary>Milliseconds after which it ends.</summary>
    public int? Timeout { get; init; }

    /// <summary>Milliseconds after the start that are not counted.</summary>
    public int? Delay { get; init; }

    /// <summary>Options of perf's that are passed on as they are.</summary>
    public IReadOnlyList<string> Flags { get; init; } = [];

    public bool AttachesToCpus => Attach is { AllCpus: true } or { Cpus: not null };

    /// <summary>Running processes, threads or CPUs are counted.</summary>
    public bool Attaches => Attach is not null || Tids.Count > 0;

    /// <summary>What <c>-e</c> would have to name.</summary>
    public IReadOnlyList<string> ExpandedEvents =>
        TimesOnly ? [] :
        [
            .. Events.Count > 0 ? Events : [AttachesToCpus ? "cpu-clock" : "task-clock", .. DefaultEvents],
            .. Details.Take(Detail).SelectMany(events => events),
        ];

    /// <param name="output">Where perf writes.</param>
    /// <param name="pids">The processes of <see cref="Attach"/>.</param>
    /// <param name="canTimeCommands">perf knows <c>user_time</c> (6.0 and later).</param>
    public IReadOnlyList<string> ToArguments(string output, IReadOnlyList<int> pids, bool canTimeCommands)
    {
        var arguments = new List<string> { "stat", "-x", CounterReading.Separator.ToString(), "-o", output };
        foreach (var name in ExpandedEvents)
        {
            arguments.AddRange(["-e", name]);
        }

        // Intervals have their own times, and only a command of ours is waited for.
        if (Interval is null)
        {
            arguments.AddRange(["-e", canTimeCommands && !Attaches ? $"{Elapsed},{User},{System}" : Elapsed]);
        }

        Add("-p", Join(pids));
        Add("-t", Join(Tids));
        Add("-C", Attach?.Cpus ?? "");
        if (Attach is { AllCpus: true })
        {
            arguments.Add("-a");
        }

        Add("-I", Format(Interval));
        Add("--interval-count", Format(IntervalCount));
        Add("--timeout", Format(Timeout));
        Add("-D", Format(Delay));
        if (Scope.Option.Length > 0)
        {
            arguments.Add(Scope.Option);
        }

        arguments.AddRange(Flags);
        if (Command is not null)
        {
            arguments.AddRange(["--", Command.Program, .. Command.Arguments]);
        }

        return arguments;

        void Add(string option, string value)
        {
            if (value.Length > 0)
            {
                arguments.AddRange([option, value]);
            }
        }

        static string Join(IReadOnlyList<int> numbers) => string.Join(',', numbers.Select(n => n.ToString(CultureInfo.InvariantCulture)));

        static string Format(int? number) => number?.ToString(CultureInfo.InvariantCulture) ?? "";
    }

    /// <summary>Counts these probes as well, as <c>probe:function</c>.</summary>
    /// <param name="events">As perf takes them.</param>
    public CounterRequest AddProbes(IReadOnlyList<string> events) => events.Count == 0 ? this : this with
    {
        Events = [.. Events, .. events],
        Names = events.ToDictionary(name => name, name => $"probe{name[name.IndexOf(':', StringComparison.Ordinal)..]}"),
    };

    /// <summary>What is counted, in perf's words: <c>'./bench 200'</c>, <c>process id '12'</c>, <c>'system wide'</c>.</summary>
    public string Describe(IReadOnlyList<int> pids) =>
        Attach is { AllCpus: true } ? "'system wide'"
            : Attach is { Cpus: { } cpus } ? $"'CPU(s) {cpus}'"
            : pids.Count > 0 ? $"process id '{string.Join(',', pids.Select(n => n.ToString(CultureInfo.InvariantCulture)))}'"
            : Tids.Count > 0 ? $"thread id '{string.Join(',', Tids.Select(n => n.ToString(CultureInfo.InvariantCulture)))}'"
            : $"'{(Command is null ? "" : string.Join(' ', Command.Arguments.Prepend(Command.Program)))}'";
}
