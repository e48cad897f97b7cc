using System.Text.RegularExpressions;
using PerfHarness.Tests.Shared;

namespace PerfHarness.Packages.Tests.Cli;

public sealed partial class RunTests(NativeProgram bench) : IClassFixture<NativeProgram>
{
    private const string Fast = "4000";

    [Fact]
    public void Shows_the_hottest_functions_and_writes_its_files()
    {
        using var tool = new CommandLineTool();
        var result = tool.Run("run", "--runs", "2", "--warmups", "0", "-F", Fast, "--name", "native one", "--", bench.Executable, "100").Expect(0);
        var row = result.Output.Split('\n').Single(line => line.EndsWith(" steady", StringComparison.Ordinal));
        Assert.Contains("±", row, StringComparison.Ordinal);
        Assert.Contains(" bench ", row, StringComparison.Ordinal);
        Assert.Equal(2, result.Output.Split('\n').Count(line => line == "bench is done"));
        foreach (var file in (string[])["flamegraph.svg", "stacks.folded", "profile.pb.gz", "report.json"])
        {
            Assert.True(File.Exists(tool.GetWorkPath($"artifacts/perfharness/native one/{file}")), file);
        }

        Assert.Empty(tool.Leftovers);
    }

    [Fact]
    public void Redirected_output_is_plain_and_separate_from_progress()
    {
        using var tool = new CommandLineTool();
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
        using var perf = Scripted();
        using var tool = new CommandLineTool(perf);
        string[] common = ["run", "--name", "stored", "--warmups", "0"];
        tool.Run([.. common, "--accept-baseline", "--", "true"]).Expect(0);
        Assert.Contains("Verdict: pass", tool.Run([.. common, "--", "true"]).Expect(0).Output, StringComparison.Ordinal);
        var slower = tool.Run([.. common, "--", "true", "slower"]).Expect(1);
        Assert.Contains("tunable", Row(slower, "REGRESSED"), StringComparison.Ordinal);
        Assert.Contains("error PH2001", slower.Error, StringComparison.Ordinal);
        Assert.True(File.Exists(tool.GetWorkPath("artifacts/perfharness/stored/diff.svg")));
        Assert.Equal([.. Enumerable.Repeat("*", 15), .. Enumerable.Repeat("slower", 5)], perf.Recorded);
        tool.Run([.. common, "--fail-on", "budget", "--", "true", "slower"]).Expect(0);
    }

    [Fact]
    public void An_open_verdict_takes_all_stages_unless_the_runs_or_the_time_are_limited()
    {
        using var perf = Scripted();
        using var tool = new CommandLineTool(perf);
        string[] common = ["run", "--name", "stages", "--warmups", "0"];
        tool.Run([.. common, "--accept-baseline", "--", "true"]).Expect(0);
        foreach (var (limit, runs) in ((string[] Limit, int Runs)[])[([], 20), (["--max-runs", "10"], 10), (["--time-budget", "1ms"], 5), (["--runs", "7"], 7)])
        {
            var result = tool.Run([.. common, .. limit, "--", "true", "open"]).Expect(4);
            Assert.Contains("Verdict: inconclusive", result.Output, StringComparison.Ordinal);
            Assert.Contains($"run {runs} of {runs}\n", result.Error, StringComparison.Ordinal);
            Assert.DoesNotContain($"run {runs + 1} of", result.Error, StringComparison.Ordinal);
        }

        Assert.Equal(20 + 10 + 5 + 7, perf.Recorded.Count(side => side == "open"));
    }

    [Fact]
    public void Runs_are_accepted_in_the_baselines_place_or_added_to_it()
    {
        using var perf = Scripted();
        using var tool = new CommandLineTool(perf);
        string[] common = ["run", "--name", "kept", "--warmups", "0", "--runs", "5"];
        tool.Run([.. common, "--accept-baseline", "--", "true"]).Expect(0);
        tool.Run([.. common, "--", "true"]).Expect(0);
        tool.Run("baseline", "accept", "kept", "--add").Expect(0);
        Assert.Contains("10 in 2", tool.Run("baseline", "show", "kept").Expect(0).Output, StringComparison.Ordinal);
        tool.Run([.. common, "--accept-baseline", "--", "true", "slower"]).Expect(0);
        Assert.Contains("Verdict: pass", tool.Run([.. common, "--", "true", "slower"]).Expect(0).Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_commands_are_compared_in_one_session()
    {
        using var perf = Scripted();
        using var tool = new CommandLineTool(perf);
        var result = tool.Run("run", "--name", "pairs", "--warmups", "0", "--baseline-command", "true before", "--", "true", "slower").Expect(1);
        Assert.Contains("tunable", Row(result, "REGRESSED"), StringComparison.Ordinal);
        Assert.Equal(5, perf.Recorded.Chunk(2).Count(pair => pair.Order(StringComparer.Ordinal).SequenceEqual(["*", "slower"])));
        Assert.True(File.Exists(tool.GetWorkPath("artifacts/perfharness/pairs/baseline.pb.gz")));
        Assert.Empty(tool.Leftovers);
    }

    [Fact]
    public void Too_few_samples_are_inconclusive_and_the_policy_may_take_that_for_a_pass()
    {
        using var perf = new ScriptedPerf(ScriptedPerf.Run("*", [("steady", 60), ("tunable", 30)]));
        using var tool = new CommandLineTool(perf);
        string[] common = ["run", "--name", "few", "--warmups", "0", "--runs", "2"];
        tool.Run([.. common, "--accept-baseline", "--force", "--", "true"]).Expect(0);
        tool.Run([.. common, "--", "true"]).Expect(4);
        tool.Run([.. common, "--treat-inconclusive-as", "warn", "--", "true"]).Expect(0);
        tool.Run([.. common, "--treat-inconclusive-as", "fail", "--", "true"]).Expect(1);
    }

    /// <summary>With the real perf, on whatever machine: the verdict may be any, but all of it agrees.</summary>
    [Fact]
    public void A_real_recording_is_accepted_and_judged()
    {
        using var tool = new CommandLineTool();
        string[] common = ["run", "--name", "real", "--warmups", "0", "-F", Fast, "--runs", "5", "--quiet-target"];
        tool.Run([.. common, "--accept-baseline", "--force", "--", bench.Executable, "40"]).Expect(0);
        var result = tool.Run([.. common, "--", bench.Executable, "40", "400"]);
        var word = VerdictLine().Match(result.Output).Groups[1].Value;
        result.Expect(word switch { "pass" or "pass with warnings" => 0, "FAIL" => 1, "inconclusive" => 4, _ => -1 });
        Assert.Contains(" tunable", result.Output, StringComparison.Ordinal);
        Assert.True(File.Exists(tool.GetWorkPath("artifacts/perfharness/real/diff.svg")));
        Assert.Empty(tool.Leftovers);
    }

    [Theory]
    [InlineData("3", "exit code 3")]
    [InlineData("kill", "SIGKILL")]
    public void A_benchmark_that_fails_is_exit_code_5_and_leaves_nothing(string end, string said)
    {
        using var tool = new CommandLineTool();
        var result = tool.Run("run", "--warmups", "0", "--", bench.Executable, "5", "100", end).Expect(5);
        Assert.Contains("PH5001", result.Error, StringComparison.Ordinal);
        Assert.Contains(said, result.Error, StringComparison.Ordinal);
        Assert.Empty(tool.Leftovers);
    }

    [Fact]
    public void A_command_that_does_not_exist_is_exit_code_5() =>
        Assert.Contains("PH5002", WithTool(tool => tool.Run("run", "--warmups", "0", "--", "./nothing")).Expect(5).Error, StringComparison.Ordinal);

    [Fact]
    public void Without_perf_profiling_is_impossible_and_the_remedy_is_reported()
    {
        using var tool = new CommandLineTool();
        var dotnet = Path.GetDirectoryName(Environment.ProcessPath)!;
        Assert.False(File.Exists(Path.Combine(dotnet, "perf")));
        var path = new Dictionary<string, string?> { ["PATH"] = tool.TemporaryFolder };
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
        using var tool = new CommandLineTool();
        var result = tool.Run("run", "--no-gate", "--runs", "1", "--warmups", "0", "--", "/usr/bin/printf", "<%s>\n", "--help", "@file", "--", "-F", "a b", "").Expect(0);
        Assert.StartsWith("<--help>\n<@file>\n<-->\n<-F>\n<a b>\n<>\n", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void An_interrupt_ends_the_benchmark_and_cleans_up()
    {
        using var tool = new CommandLineTool();
        using var process = tool.Start(null, "run", "--warmups", "0", "--", "/bin/sh", "-c", "echo $$ > pid; exec sleep 300");
        var pidFile = tool.GetWorkPath("pid");
        WaitUntil(() => File.Exists(pidFile) && new FileInfo(pidFile).Length > 0);
        CommandLineTool.Interrupt(process);
        CommandLineTool.Finish(process).Expect(130);
        Assert.Empty(tool.Leftovers);
        var pid = File.ReadAllText(pidFile).Trim();
        WaitUntil(() => !Directory.Exists($"/proc/{pid}"));
    }

    [Fact]
    public void A_run_that_takes_too_long_is_ended()
    {
        using var tool = new CommandLineTool();
        var result = tool.Run("run", "--warmups", "0", "--timeout", "500ms", "--", "/bin/sleep", "300").Expect(5);
        Assert.Contains("PH5003", result.Error, StringComparison.Ordinal);
        Assert.Empty(tool.Leftovers);
    }

    [Fact]
    public void Without_a_command_all_configured_benchmarks_run_and_one_table_ends_it()
    {
        using var perf = Scripted();
        using var tool = new CommandLineTool(perf);
        File.WriteAllText(tool.GetWorkPath("perfharness.json"), """
            {
              // both of them short
              "defaults": { "runs": 1, "warmups": 0 },
              "benches": [
                { "name": "one", "command": ["true"] },
                { "name": "two", "command": ["true", "slower"], "gate": { "budgets": { "tunable": 12, "printf*": "never" } } },
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

    // Of 3,000 samples: what sampling does; 5.5 points more; and 1.7 more, which a baseline of one session leaves open.
    private static ScriptedPerf Scripted() => new([
        .. ScriptedPerf.Runs("slower", 500, 503, 497, 502, 498),
        .. ScriptedPerf.Runs("open", 358, 361, 355, 360, 356),
        .. ScriptedPerf.Runs("*", 300, 303, 297, 302, 298)]);

    private static string Row(ToolResult result, string word) => result.Output.Split('\n').Single(line => line.Contains(word, StringComparison.Ordinal));

    [GeneratedRegex("^Verdict: ([A-Za-z ]+)", RegexOptions.Multiline)]
    private static partial Regex VerdictLine();

    internal static void WaitUntil(Func<bool> condition)
    {
        while (!condition())
        {
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
            Thread.Sleep(50);
        }
    }

    private static ToolResult WithTool(Func<CommandLineTool, ToolResult> run)
    {
        using var tool = new CommandLineTool();
        return run(tool);
    }
}
