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
        Assert.Contains("perfharness events", tool.Run("stat", "-e", "no-such-event", "--", bench.Executable, "1").Expect(3).Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_gets_the_text_unless_its_name_says_otherwise_and_is_appended_to()
    {
        using var tool = new CommandLineTool();
        Assert.Empty(tool.Run("stat", "-e", "page-faults", "-o", "s.txt", "--quiet-target", "--", "true").Expect(0).Output);
        tool.Run("stat", "-e", "page-faults", "-o", "s.txt", "--append", "--quiet-target", "--", "true").Expect(0);
        var lines = File.ReadAllLines(tool.GetWorkPath("s.txt"));
        Assert.StartsWith("# started on ", lines[0], StringComparison.Ordinal);
        Assert.Equal(2, lines.Count(line => line.EndsWith("page-faults", StringComparison.Ordinal)));
        Assert.Equal(2, lines.Count(line => line.EndsWith("seconds time elapsed", StringComparison.Ordinal)));
    }

    [Fact]
    public void Counters_are_stored_judged_listed_and_removed()
    {
        using var tool = new CommandLineTool();
        string[] count = ["stat", "-e", "page-faults,syscalls:sys_enter_kill", "--name", "kill", "--", "sh", "-c"];
        tool.Run(["stat", "--accept-baseline", "-r", "5", .. count[1..], "for i in $(seq 100); do kill -0 $$; done"]).Expect(0);
        Assert.Contains("Verdict: PASS", tool.Run([.. count, "for i in $(seq 100); do kill -0 $$; done"]).Expect(0).Output, StringComparison.Ordinal);
        var failed = tool.Run([.. count, "for i in $(seq 112); do kill -0 $$; done"]).Expect(1);
        Assert.Contains("error PH2021: syscalls:sys_enter_kill: 100 → 112 (+12.00 %", failed.Error, StringComparison.Ordinal);
        Assert.Contains("INCONCLUSIVE", tool.Run(["stat", "-r", "2", .. count[1..], "exit 0"]).Expect(4).Output, StringComparison.Ordinal);
        Assert.Contains("kill", tool.Run("baseline", "list").Expect(0).Output, StringComparison.Ordinal);
        Assert.Contains("syscalls:sys_enter_kill", tool.Run("baseline", "show", "kill").Expect(0).Output, StringComparison.Ordinal);
        tool.Run("baseline", "remove", "kill").Expect(0);
        tool.Run(["stat", "--require-baseline", .. count[1..], "exit 0"]).Expect(2);
        Assert.Empty(tool.Leftovers);
    }
}
