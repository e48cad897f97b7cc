namespace PerfHarness.Packages.Tests.Cli;

public sealed class RunTests(NativeProgram bench) : IClassFixture<NativeProgram>
{
    private const string Fast = "4000";

    [Fact]
    public void Shows_the_hottest_functions_and_writes_its_files()
    {
        using var tool = new Tool();
        var result = tool.Run("run", "--runs", "2", "--warmups", "0", "-F", Fast, "--name", "native one", "--", bench.Executable, "100").Expect(0);
        var row = result.Output.Split('\n').Single(line => line.EndsWith(" steady", StringComparison.Ordinal));
        Assert.Contains("±", row, StringComparison.Ordinal);
        Assert.Contains(" bench ", row, StringComparison.Ordinal);
        Assert.Equal(2, result.Output.Split('\n').Count(line => line == "bench is done"));
        foreach (var file in (string[])["flamegraph.svg", "stacks.folded", "profile.pb.gz", "report.json"])
        {
            Assert.True(File.Exists(tool.InWork($"artifacts/perfharness/native one/{file}")), file);
        }

        Assert.Empty(tool.LeftBehind);
    }

    [Fact]
    public void Redirected_output_is_plain_and_separate_from_progress()
    {
        using var tool = new Tool();
        var result = tool.Run("run", "--runs", "1", "--warmups", "1", "--quiet-target", "--no-gate", "--", bench.Executable, "20").Expect(0);
        Assert.DoesNotContain('\u001b', result.Output);
        Assert.DoesNotContain('\u001b', result.Error);
        Assert.DoesNotContain("bench is done", result.Output, StringComparison.Ordinal);
        Assert.Contains("warm-up 1 of 1", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("warm-up", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_slower_function_fails_against_the_stored_baseline_and_the_same_program_passes()
    {
        using var tool = new Tool();
        string[] common = ["run", "--name", "stored", "--warmups", "0", "-F", Fast, "--runs", "5", "--quiet-target"];
        var (same, slower) = UnderEqualLoad(tool, common);
        same.Expect(0);
        slower.Expect(1);
        var row = slower.Output.Split('\n').Single(line => line.Contains("REGRESSED", StringComparison.Ordinal));
        Assert.Contains("tunable", row, StringComparison.Ordinal);
        Assert.Contains("error PH2001", slower.Error, StringComparison.Ordinal);
        Assert.True(File.Exists(tool.InWork("artifacts/perfharness/stored/diff.svg")));
    }

    [Fact]
    public void Two_commands_are_compared_in_one_session()
    {
        using var tool = new Tool();
        string[] common = ["run", "--warmups", "0", "-F", Fast, "--runs", "5", "--quiet-target"];
        tool.Run([.. common, "--baseline-command", $"'{bench.Executable}' 200 100", "--", bench.Executable, "200", "250"]).Expect(1);
        Assert.True(File.Exists(tool.InWork("artifacts/perfharness/bench/baseline.pb.gz")));
        Assert.Empty(tool.LeftBehind);
    }

    [Fact]
    public void Too_few_samples_are_inconclusive_and_the_policy_may_take_that_for_a_pass()
    {
        using var tool = new Tool();
        string[] common = ["run", "--warmups", "0", "--runs", "2", "-F", "99", "--quiet-target"];
        tool.Run([.. common, "--accept-baseline", "--", bench.Executable, "10"]).Expect(0);
        tool.Run([.. common, "--", bench.Executable, "10"]).Expect(4);
        tool.Run([.. common, "--treat-inconclusive-as", "warn", "--", bench.Executable, "10"]).Expect(0);
    }

    [Theory]
    [InlineData("3", "exit code 3")]
    [InlineData("kill", "SIGKILL")]
    public void A_benchmark_that_fails_is_exit_code_5_and_leaves_nothing(string end, string said)
    {
        using var tool = new Tool();
        var result = tool.Run("run", "--warmups", "0", "--", bench.Executable, "5", "100", end).Expect(5);
        Assert.Contains("PH5001", result.Error, StringComparison.Ordinal);
        Assert.Contains(said, result.Error, StringComparison.Ordinal);
        Assert.Empty(tool.LeftBehind);
    }

    [Fact]
    public void A_command_that_does_not_exist_is_exit_code_5() =>
        Assert.Contains("PH5002", WithTool(tool => tool.Run("run", "--warmups", "0", "--", "./nothing")).Expect(5).Error, StringComparison.Ordinal);

    [Fact]
    public void Without_perf_profiling_is_impossible_and_the_remedy_is_told()
    {
        using var tool = new Tool();
        var dotnet = Path.GetDirectoryName(Environment.ProcessPath)!;
        Assert.False(File.Exists(Path.Combine(dotnet, "perf")));
        var path = new Dictionary<string, string?> { ["PATH"] = tool.Temporary };
        var result = tool.Run(path, "run", "--", bench.Executable).Expect(3);
        Assert.Contains("PH3001", result.Error, StringComparison.Ordinal);
        Assert.Contains("install", result.Error, StringComparison.Ordinal);
        tool.Run(path, "doctor").Expect(3);
    }

    [Fact]
    public void A_missing_baseline_may_be_an_error() =>
        Assert.Contains("PH2007", WithTool(tool => tool.Run("run", "--require-baseline", "--", bench.Executable)).Expect(2).Error, StringComparison.Ordinal);

    [Fact]
    public void The_command_is_passed_on_untouched()
    {
        using var tool = new Tool();
        var result = tool.Run("run", "--no-gate", "--runs", "1", "--warmups", "0", "--", "/usr/bin/printf", "<%s>\n", "--help", "@file", "--", "-F", "a b", "").Expect(0);
        Assert.StartsWith("<--help>\n<@file>\n<-->\n<-F>\n<a b>\n<>\n", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void An_interrupt_ends_the_benchmark_and_cleans_up()
    {
        using var tool = new Tool();
        using var process = tool.Start(null, "run", "--warmups", "0", "--", "/bin/sh", "-c", "echo $$ > pid; exec sleep 300");
        var pidFile = tool.InWork("pid");
        WaitUntil(() => File.Exists(pidFile) && new FileInfo(pidFile).Length > 0);
        Tool.Interrupt(process);
        Tool.Finish(process).Expect(130);
        Assert.Empty(tool.LeftBehind);
        var pid = File.ReadAllText(pidFile).Trim();
        WaitUntil(() => !Directory.Exists($"/proc/{pid}"));
    }

    [Fact]
    public void A_run_that_takes_too_long_is_ended()
    {
        using var tool = new Tool();
        var result = tool.Run("run", "--warmups", "0", "--timeout", "500ms", "--", "/bin/sleep", "300").Expect(5);
        Assert.Contains("PH5003", result.Error, StringComparison.Ordinal);
        Assert.Empty(tool.LeftBehind);
    }

    [Fact]
    public void Without_a_command_all_configured_benchmarks_run_and_one_table_ends_it()
    {
        using var tool = new Tool();
        File.WriteAllText(tool.InWork("perfharness.json"), $$"""
            {
              // both of them short
              "defaults": { "runs": 1, "warmups": 0, "frequency": 2000, "quietTarget": true },
              "gate": { "minimumSamples": 10 },
              "benches": [
                { "name": "one", "command": ["{{bench.Executable}}", "20"] },
                { "name": "two", "command": ["{{bench.Executable}}", "20", "200"], "gate": { "budgets": { "tunable": 20, "printf*": "never" } } },
              ]
            }
            """);
        var result = tool.Run("run").Expect(1);
        var table = result.Output[result.Output.LastIndexOf("benchmark  verdict", StringComparison.Ordinal)..].Split('\n');
        Assert.StartsWith("one", table[1], StringComparison.Ordinal);
        Assert.Contains("not judged", table[1], StringComparison.Ordinal);
        Assert.Contains("fail", table[2], StringComparison.Ordinal);
        Assert.Contains("PH2004", result.Error, StringComparison.Ordinal);
        tool.Run("run", "--bench", "on*").Expect(0);
    }

    // Other tests load the machine as they please, and sides that were recorded under other loads are not compared: then
    // all three are recorded again.
    private (ToolResult Same, ToolResult Slower) UnderEqualLoad(Tool tool, string[] common)
    {
        for (var attempt = 1; ; attempt++)
        {
            tool.Run([.. common, "--accept-baseline", "--", bench.Executable, "200"]).Expect(0);
            var same = tool.Run([.. common, "--", bench.Executable, "200"]);
            var slower = tool.Run([.. common, "--", bench.Executable, "200", "300"]);
            if ((same.ExitCode != 4 && slower.ExitCode != 4) || attempt == 4)
            {
                return (same, slower);
            }
        }
    }

    internal static void WaitUntil(Func<bool> condition)
    {
        for (var i = 0; !condition(); i++)
        {
            Assert.True(i < 600, "it did not happen within 30 s");
            Thread.Sleep(50);
        }
    }

    private static ToolResult WithTool(Func<Tool, ToolResult> run)
    {
        using var tool = new Tool();
        return run(tool);
    }
}
