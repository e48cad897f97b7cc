using System.Text.Json;
using PerfHarness.Counters;
using PerfHarness.Tests.Shared;

namespace PerfHarness.Tests.Counters;

[Trait(Needs.Trait, Needs.Perf)]
public sealed class CounterRecorderTests
{
    // perf stat -x ';' of perf 6.1 on a virtual machine.
    private const string Run = """
        # started on Fri Nov 20 06:00:00 2026

        12.34;msec;task-clock;12340000;100.00;0.950;CPUs utilized
        <not supported>;;cycles;0;100.00;;
        101;;page-faults;12340000;100.00;8.185;K/sec
        """;

    [Fact]
    public void Runs_are_gathered_by_event_and_what_cannot_be_counted_has_no_values()
    {
        var counters = new Dictionary<string, Counter>();
        Assert.True(CounterRecorder.TryParse(Run, counters));
        Assert.True(CounterRecorder.TryParse(Run.Replace("12.34;", "14.34;", StringComparison.Ordinal), counters));
        Assert.Equal(["task-clock", "cycles", "page-faults"], counters.Keys);
        Assert.Equal([12.34, 14.34], counters["task-clock"].Values);
        Assert.Equal(13.34, counters["task-clock"].Mean, 1e-9);
        Assert.Equal(Math.Sqrt(2), counters["task-clock"].StandardDeviation, 1e-9);
        Assert.Equal("msec", counters["task-clock"].Unit);
        Assert.Empty(counters["cycles"].Values);
    }

    [Theory]
    [InlineData("")]
    [InlineData("event syntax error: 'nonsense'")]
    [InlineData(";;;")]
    public void Output_without_counts_is_rejected(string text) => Assert.False(CounterRecorder.TryParse(text, []));

    [Fact]
    public void The_json_has_every_run_and_null_where_nothing_was_counted()
    {
        using var stream = new MemoryStream();
        CounterJson.Write([new Counter("task-clock", "msec", [1, 3]), new Counter("cycles", "", [])], "./bench", stream);
        using var json = JsonDocument.Parse(stream.ToArray());
        var counters = json.RootElement.GetProperty("counters");
        Assert.Equal(2, counters[0].GetProperty("mean").GetDouble());
        Assert.Equal([1.0, 3.0], counters[0].GetProperty("values").EnumerateArray().Select(v => v.GetDouble()));
        Assert.Equal(JsonValueKind.Null, counters[1].GetProperty("mean").ValueKind);
    }
}
