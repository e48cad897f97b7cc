using PerfHarness.Counters;

namespace PerfHarness.Tests.Counters;

/// <summary>The figures that perf shows after '#', for counts of a machine with hardware counters.</summary>
public sealed class DerivedFigureTests
{
    private static readonly Counter[] Counters =
    [
        Create("task-clock", 2_000, "msec"), Create("context-switches", 500), Create("cycles", 6_000_000_000), Create("instructions", 9_000_000_000),
        Create("branches", 2_000_000_000), Create("branch-misses", 20_000_000), Create("cache-references", 40_000_000), Create("cache-misses", 1_000_000),
        Create("L1-dcache-loads", 3_000_000_000), Create("L1-dcache-load-misses", 30_000_000), Create("cycles:u", 4_000_000_000),
        Create("instructions:u", 8_000_000_000), Create("cpu_atom/cycles/", 1_000_000_000), Create("cpu_atom/instructions/", 500_000_000),
        Create("syscalls:sys_enter_read", 3_000), Create("instructions:k", 1_000),
    ];

    [Theory]
    [InlineData("task-clock", "1.000", "CPUs utilized")]
    [InlineData("context-switches", "250.000", "/sec")]
    [InlineData("cycles", "3.000", "GHz")]
    [InlineData("instructions", "1.50", "insn per cycle")]
    [InlineData("branches", "1.000", "G/sec")]
    [InlineData("branch-misses", "1.00", "of all branches")]
    [InlineData("cache-references", "20.000", "M/sec")]
    [InlineData("cache-misses", "2.50", "of all cache refs")]
    [InlineData("L1-dcache-load-misses", "1.00", "of all L1-dcache accesses")]
    [InlineData("instructions:u", "2.00", "insn per cycle")]
    [InlineData("cpu_atom/instructions/", "0.50", "insn per cycle")]
    [InlineData("syscalls:sys_enter_read", "1.500", "K/sec")]
    public void A_count_is_set_beside_the_one_that_perf_sets_it_beside(string name, string text, string unit)
    {
        // A rate of exactly 1e9 has the smaller unit in perf's own arithmetic, too.
        var figure = DerivedFigure.Create(Counters.Single(counter => counter.Event == name), Counters, elapsed: 2)!;
        Assert.Equal((name == "branches" ? "1000.000" : text, name == "branches" ? "M/sec" : unit), (figure.Text, figure.Unit));
    }

    [Fact]
    public void Nothing_is_derived_from_what_was_not_counted_in_the_same_mode()
    {
        Assert.Null(DerivedFigure.Create(Counters[^1], Counters, 2));
        Assert.Null(DerivedFigure.Create(new Counter("cycles", "", []) { State = CounterState.NotSupported }, Counters, 2));
        Assert.Null(DerivedFigure.Create(Create("page-faults", 5), [Create("page-faults", 5)], 2));
    }

    private static Counter Create(string name, double value, string unit = "") => new(name, unit, [value]);
}
