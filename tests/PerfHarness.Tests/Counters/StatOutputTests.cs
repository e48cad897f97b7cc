using System.Text.Json;
using PerfHarness.Counters;

namespace PerfHarness.Tests.Counters;

public sealed class StatOutputTests
{
    private static readonly CounterReport Report = new()
    {
        Subject = "'./bench 200'",
        Runs = 2,
        Elapsed = [1.0, 1.2],
        User = [0.5, 0.7],
        System = [0.1, 0.1],
        Counters =
        [
            new Counter("task-clock", "msec", [1000, 1200]) { Running = 1.1e9 },
            new Counter("instructions", "", [4_000_000, 4_000_000]) { Running = 8e8, RunningShare = 0.75 },
            new Counter("cycles", "", []) { State = CounterState.NotSupported },
            new Counter("evil\u001b[2J", "", []) { State = CounterState.NotCounted },
        ],
    };

    [Fact]
    public void The_text_has_perfs_fields_with_spread_and_how_long_the_hardware_was_shared()
    {
        using var text = new StringWriter { NewLine = "\n" };
        new StatText(text, []).Write(Report);
        var lines = text.ToString().Split('\n').Select(line => string.Join(' ', line.Split(' ', StringSplitOptions.RemoveEmptyEntries))).ToList();
        Assert.Contains("Performance counter stats for './bench 200' (2 runs):", lines);
        Assert.Contains("1,100.00 msec task-clock # 1.000 CPUs utilized ( +- 9.09% )", lines);
        Assert.Contains("4,000,000 instructions (75.00%)", lines);
        Assert.Contains("<not supported> cycles", lines);
        Assert.Contains("1.100000 +- 0.100000 seconds time elapsed ( +- 9.09% )", lines);
        Assert.Contains("0.600000 +- 0.100000 seconds user ( +- 16.67% )", lines);
        Assert.DoesNotContain("\u001b", text.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_fields_are_perfs_with_the_spread_of_several_runs_in_between()
    {
        using var text = new StringWriter { NewLine = "\n" };
        StatCsv.Write(text, Report, ",");
        Assert.Equal("1100.00,msec,task-clock,9.09%,1100000000,100.00,1.000,CPUs utilized", text.ToString().Split('\n')[0]);
        Assert.Equal("<not supported>,,cycles,0.00%,0,100.00,,", text.ToString().Split('\n')[2]);
    }

    [Fact]
    public void The_json_has_every_run_and_says_why_there_is_no_value()
    {
        using var stream = new MemoryStream();
        CounterJson.Write(Report, "./bench", stream);
        using var json = JsonDocument.Parse(stream.ToArray());
        var counters = json.RootElement.GetProperty("counters");
        Assert.Equal(1100, counters[0].GetProperty("mean").GetDouble());
        Assert.Equal([1000.0, 1200.0], counters[0].GetProperty("values").EnumerateArray().Select(v => v.GetDouble()));
        Assert.Equal("CPUs utilized", counters[0].GetProperty("derived").GetProperty("unit").GetString());
        Assert.Equal(0.75, counters[1].GetProperty("running").GetDouble());
        Assert.Equal("notSupported", counters[2].GetProperty("state").GetString());
        Assert.Equal(JsonValueKind.Null, counters[2].GetProperty("mean").ValueKind);
        Assert.Equal("notCounted", counters[3].GetProperty("state").GetString());
        Assert.Equal(1.1, json.RootElement.GetProperty("elapsed").GetProperty("mean").GetDouble(), 1e-9);
    }

    [Fact]
    public void A_file_begins_with_perfs_line() =>
        Assert.Equal("# started on Sun Nov  1 02:09:32 2026", StatText.FormatStart(new DateTimeOffset(2026, 11, 1, 2, 9, 32, TimeSpan.Zero)));
}
