using System.Globalization;

namespace PerfHarness.Counters;

/// <summary>What a count means beside another one, as perf shows it after <c>#</c>.</summary>
/// <param name="Text">The number, with as many decimals as perf's.</param>
/// <param name="IsPercent">A ratio in percent.</param>
/// <param name="Unit">What follows it: <c>insn per cycle</c>.</param>
internal sealed record DerivedFigure(double Value, string Text, bool IsPercent, string Unit)
{
    // A miss, what it is a part of, and what perf calls that.
    private static readonly (string Event, string Whole, string Unit)[] Ratios =
    [
        ("branch-misses", "branches", "of all branches"),
        ("cache-misses", "cache-references", "of all cache refs"),
        ("L1-dcache-load-misses", "L1-dcache-loads", "of all L1-dcache accesses"),
        ("L1-icache-load-misses", "L1-icache-loads", "of all L1-icache accesses"),
        ("dTLB-load-misses", "dTLB-loads", "of all dTLB cache accesses"),
        ("iTLB-load-misses", "iTLB-loads", "of all iTLB cache accesses"),
        ("LLC-load-misses", "LLC-loads", "of all LL-cache accesses"),
        ("stalled-cycles-frontend", "cycles", "frontend cycles idle"),
        ("stalled-cycles-backend", "cycles", "backend cycles idle"),
    ];

    /// <summary>Null where nothing can be said: the other count is missing or zero.</summary>
    /// <param name="all">All counters of the report.</param>
    /// <param name="elapsed">Seconds over which it was counted.</param>
    public static DerivedFigure? Create(Counter counter, IReadOnlyList<Counter> all, double elapsed)
    {
        if (counter.State != CounterState.Counted)
        {
            return null;
        }

        var name = EventName.Parse(counter.Event);
        if (IsClock(name.Base))
        {
            return elapsed > 0 ? Plain(ToSeconds(counter) / elapsed, "CPUs utilized") : null;
        }

        if (name.Base is "instructions")
        {
            return Find("cycles") is { } cycles ? Ratio(counter.Mean / cycles, "insn per cycle") : null;
        }

        if (Array.Find(Ratios, ratio => ratio.Event == name.Base) is { Event: not null } known)
        {
            return Find(known.Whole) is { } whole ? Percent(counter.Mean / whole, known.Unit) : null;
        }

        var clock = all.FirstOrDefault(other => other.Scope == counter.Scope && other.Mean > 0 && IsClock(EventName.Parse(other.Event).Base));
        return clock is null ? null
            : name.Base is "cycles" ? Plain(counter.Mean / ToSeconds(clock) / 1e9, "GHz")
            : CreateRate(counter.Mean / ToSeconds(clock));

        // Counted in the same scope and mode, by the same kind of core.
        double? Find(string wanted) => all.FirstOrDefault(
            other => other.Scope == counter.Scope && other.Mean > 0 && EventName.Parse(other.Event) == name with { Base = wanted })?.Mean;
    }

    private static bool IsClock(string name) => name is "task-clock" or "cpu-clock";

    // Other units than perf's usual milliseconds come from other versions.
    private static double ToSeconds(Counter clock) => clock.Mean * (clock.Unit switch { "ns" or "" => 1e-9, "usec" => 1e-6, "sec" => 1, _ => 1e-3 });

    private static DerivedFigure CreateRate(double perSecond) => perSecond switch
    {
        > 1e9 => Plain(perSecond / 1e9, "G/sec"),
        > 1e6 => Plain(perSecond / 1e6, "M/sec"),
        > 1e3 => Plain(perSecond / 1e3, "K/sec"),
        _ => Plain(perSecond, "/sec"),
    };

    private static DerivedFigure Plain(double value, string unit) => new(value, value.ToString("0.000", CultureInfo.InvariantCulture), false, unit);

    private static DerivedFigure Ratio(double value, string unit) => new(value, value.ToString("0.00", CultureInfo.InvariantCulture), false, unit);

    private static DerivedFigure Percent(double share, string unit) =>
        new(share * 100, (share * 100).ToString("0.00", CultureInfo.InvariantCulture), true, unit);
}
