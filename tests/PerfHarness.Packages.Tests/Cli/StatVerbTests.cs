using System.Text.Json;

namespace PerfHarness.Packages.Tests.Cli;

public sealed class StatVerbTests(NativeProgram bench) : IClassFixture<NativeProgram>
{
    [Fact]
    public void Counts_each_run_and_shows_mean_and_spread()
    {
        using var tool = new CommandLineTool();
        var result = tool.Run("stat", "--runs", "3", "-e", "task-clock,page-faults", "--quiet-target", "-o", "c.json", "--", bench.Executable, "10").Expect(0);
        Assert.Contains("task-clock", result.Output, StringComparison.Ordinal);
        Assert.Contains("msec", result.Output, StringComparison.Ordinal);
        using var json = JsonDocument.Parse(File.ReadAllBytes(tool.GetWorkPath("c.json")));
        var counters = json.RootElement.GetProperty("counters");
        Assert.Equal(["task-clock", "page-faults"], counters.EnumerateArray().Select(c => c.GetProperty("event").GetString()));
        Assert.All(counters.EnumerateArray(), c => Assert.Equal(3, c.GetProperty("values").GetArrayLength()));
        Assert.True(counters[0].GetProperty("mean").GetDouble() > 1);
        Assert.Empty(tool.Leftovers);
    }

    [Fact]
    public void A_command_that_fails_is_exit_code_5()
    {
        using var tool = new CommandLineTool();
        Assert.Contains("failed with", tool.Run("stat", "--runs", "2", "--", bench.Executable, "1", "100", "7").Expect(5).Error, StringComparison.Ordinal);
    }

    [Fact]
    public void An_unknown_event_is_reported_with_the_way_to_list_the_known_ones()
    {
        using var tool = new CommandLineTool();
        Assert.Contains("perf list", tool.Run("stat", "-e", "no-such-event", "--", bench.Executable, "1").Expect(3).Error, StringComparison.Ordinal);
    }
}
