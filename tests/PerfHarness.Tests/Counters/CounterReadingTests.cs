using PerfHarness.Counters;

namespace PerfHarness.Tests.Counters;

public sealed class CounterReadingTests
{
    [Fact]
    public void A_count_has_value_unit_event_and_how_long_it_was_counted()
    {
        var reading = CounterReading.Parse("12.34;msec;task-clock;12340000;75.00;0.950;CPUs utilized", hasTime: false, scopeFields: 0);
        Assert.Equal(new CounterReading("", "", "task-clock", "msec", CounterState.Counted, 12.34, 12_340_000, 0.75), reading);
    }

    [Theory]
    [InlineData("<not supported>;;cycles;0;100.00;;", nameof(CounterState.NotSupported))]
    [InlineData("<not counted>;;cycles;0;0.00;;", nameof(CounterState.NotCounted))]
    [InlineData("0;;cycles;1234;100.00;;", nameof(CounterState.Counted))]
    public void Zero_not_counted_and_not_supported_are_three_things(string line, string state) =>
        Assert.Equal(state, CounterReading.Parse(line, hasTime: false, scopeFields: 0)!.State.ToString());

    [Fact]
    public void Time_and_scope_come_first_where_there_are_any()
    {
        var timed = CounterReading.Parse("     1.000251203;S0-D0-C1;2;77;;page-faults;1000;100.00;;", hasTime: true, scopeFields: 2)!;
        Assert.Equal(("1.000251203", "S0-D0-C1", 77.0), (timed.Time, timed.Scope, timed.Value));
    }

    [Fact]
    public void A_threads_name_may_contain_the_separator()
    {
        var reading = CounterReading.Parse("a;b-17;5;;page-faults;1000;100.00;;", hasTime: false, scopeFields: 1)!;
        Assert.Equal(("a;b-17", "page-faults", 5.0), (reading.Scope, reading.Event, reading.Value));
    }

    [Fact]
    public void A_locale_with_a_decimal_comma_changes_no_value() =>
        Assert.Equal(1.78, CounterReading.Parse("1,78;msec;task-clock;1783027;100,00;0,522;CPUs utilized", false, 0)!.Value);

    [Theory]
    [InlineData("")]
    [InlineData("# started on Fri Nov 20 06:00:00 2026")]
    [InlineData("event syntax error: 'nonsense'")]
    [InlineData(";;;")]
    [InlineData("abc;;cycles;1;100.00;;")]
    public void What_is_no_count_is_skipped(string line) => Assert.Null(CounterReading.Parse(line, hasTime: false, scopeFields: 0));

    [Fact]
    public void Runs_are_gathered_by_event_and_an_event_that_was_counted_twice_is_two_counters()
    {
        var counters = Counter.Combine([Read("10;;a;1;100.00;;", "11;;a;1;100.00;;", "<not supported>;;b;0;100.00;;"), Read("12;;a;1;50.00;;", "13;;a;1;100.00;;")]);
        Assert.Equal(["a", "a", "b"], counters.Select(counter => counter.Event));
        Assert.Equal([10.0, 12.0], counters[0].Values);
        Assert.Equal([11.0, 13.0], counters[1].Values);
        Assert.Equal(0.75, counters[0].RunningShare);
        Assert.Equal(CounterState.NotSupported, counters[2].State);
        Assert.Equal(Math.Sqrt(2), counters[0].StandardDeviation, 1e-9);
        Assert.Equal(1 / 11.0, counters[0].RelativeError, 1e-9);
    }

    private static List<CounterReading> Read(params string[] lines) => [.. lines.Select(line => CounterReading.Parse(line, false, 0)!)];
}
