using PerfHarness.BaselinePrograms;
using PerfHarness.Baselines;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Gating;
using PerfHarness.Processes;
using PerfHarness.Recording;
using PerfHarness.Recording.Capabilities;
using PerfHarness.Runs;
using PerfHarness.Tests.Recording;
using PerfHarness.Tests.Shared;

namespace PerfHarness.Tests.Runs;

/// <summary>A stored baseline screens, and its program confirms: on scripted recordings of programs that really are started.</summary>
[Collection(ProfilingLockCollection.Name)]
public sealed class ScreenedComparisonTests : IDisposable
{
    private static readonly int[] Calm = [300, 303, 297, 302, 298];
    private static readonly int[] Slower = [500, 503, 497, 502, 498];

    // The baseline's program, wherever it is from, is started in a folder of this name.
    private const string Old = "/tree";

    private readonly TemporaryFolder _folder = new();
    private readonly List<string> _progress = [];

    public ScreenedComparisonTests()
    {
        Environment.SetEnvironmentVariable(ProfilingLock.HeldVariable, "1");
        Directory.CreateDirectory(Repository);
        File.Copy("/bin/true", Program);
    }

    public void Dispose()
    {
        Environment.SetEnvironmentVariable(ProfilingLock.HeldVariable, null);
        _folder.Dispose();
    }

    private string Repository => _folder.File("repository");

    private string Program => Path.Combine(Repository, "bench");

    private string Baselines => Path.Combine(Repository, "perfharness", "baselines");

    private ProgramStore Kept => ProgramStore.Of(Baselines);

    private Bench Bench => new()
    {
        Name = "bench", Command = new CommandTarget(Program, ["now"]) { Quiet = true }, Warmups = 0, Folder = Repository, KeepProgram = true,
    };

    private HarnessOptions Options => new() { OutputDirectory = _folder.File("out"), BaselineDirectory = Baselines };

    [Fact]
    public async Task What_the_stored_runs_clear_is_recorded_once()
    {
        await AcceptAsync();
        using var perf = new ScriptedPerf(ScriptedPerf.Runs("*", Calm));
        var verdict = (await RunAsync(perf)).Verdict!;
        Assert.Equal((GateOutcome.Pass, false, 5), (verdict.Outcome, verdict.Interleaved, perf.Recorded.Count));
        Assert.False(verdict.Screening!.IsConfirmed);
        Assert.NotNull(verdict.Screening.BaselineTime);
    }

    [Fact]
    public async Task A_regression_is_confirmed_with_the_kept_program()
    {
        await AcceptAsync();
        using var perf = new ScriptedPerf([.. ScriptedPerf.Runs(Old, Calm), .. ScriptedPerf.Runs("*", Slower)]);
        var result = await RunAsync(perf);
        var verdict = result.Verdict!;
        Assert.Equal((GateOutcome.Fail, true, 5, 5), (verdict.Outcome, verdict.Interleaved, verdict.BaselineRuns, verdict.CandidateRuns));
        Assert.StartsWith("kept files", verdict.Screening!.Program, StringComparison.Ordinal);
        Assert.False(verdict.Screening.Verdict!.Interleaved);
        Assert.Equal(5, perf.Recorded.Count(side => side == Old));
        Assert.Contains(_progress, text => text.Contains("confirming with the baseline's program, in 5 pairs", StringComparison.Ordinal));
        var compared = Assert.Single(result.Diagnostics, d => d.Code == DiagnosticCodes.ComparedPrograms && d.Severity == Severity.Info);
        Assert.Contains(Program, compared.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_machine_that_changed_since_is_no_regression()
    {
        await AcceptAsync();
        // Slower than when the baseline was stored, and so is the baseline's program now.
        using var perf = new ScriptedPerf(ScriptedPerf.Runs("*", Slower));
        var verdict = (await RunAsync(perf)).Verdict!;
        Assert.Equal((GateOutcome.Pass, true), (verdict.Outcome, verdict.Interleaved));
        Assert.True(verdict.Screening!.IsConfirmed);
    }

    [Fact]
    public async Task A_kept_program_that_was_changed_is_never_started()
    {
        await AcceptAsync();
        var file = Directory.EnumerateFiles(Kept.Folder, "*", SearchOption.AllDirectories).Single(f => Path.GetFileName(f) != ".gitignore");
        File.WriteAllText(file, $"#!/bin/sh\ntouch '{_folder.File("started")}'\n");
        using var perf = new ScriptedPerf(ScriptedPerf.Runs("*", Slower));
        var result = await RunAsync(perf);
        Assert.False(File.Exists(_folder.File("started")));
        Assert.False(result.Verdict!.Interleaved);
        Assert.Single(result.Diagnostics, d => d.Code == DiagnosticCodes.ProgramChanged);
    }

    [Fact]
    public async Task Without_a_program_the_stored_runs_decide_or_the_report_says_what_would()
    {
        await AcceptAsync(Bench with { KeepProgram = false });
        using var slower = new ScriptedPerf(ScriptedPerf.Runs("*", Slower));
        Assert.Equal(GateOutcome.Fail, (await RunAsync(slower)).Verdict!.Outcome);

        using var open = new ScriptedPerf(ScriptedPerf.Runs("*", 358, 361, 355, 360, 356));
        var result = await RunAsync(open);
        Assert.Equal(GateOutcome.Inconclusive, result.Verdict!.Outcome);
        Assert.Contains("--keep-program", result.Verdict.Screening!.Obstacle, StringComparison.Ordinal);
        Assert.Single(result.Diagnostics, d => d.Code == DiagnosticCodes.ProgramUnavailable);
    }

    [Fact]
    public async Task The_baselines_commit_is_built_where_no_program_was_kept()
    {
        File.WriteAllText(Path.Combine(Repository, ".gitignore"), "bench\nperfharness/\n");
        await GitAsync("init -q -b main . && git add -A && git commit -q -m first");
        var bench = Bench with { KeepProgram = false, Build = "cp /bin/true bench && echo built >> ../../built" };
        await AcceptAsync(bench);
        await GitAsync("commit -q --allow-empty -m second");
        using var perf = new ScriptedPerf([.. ScriptedPerf.Runs(Old, Calm), .. ScriptedPerf.Runs("*", Slower)]);
        // The baseline remembers how it is built.
        var verdict = (await RunAsync(perf, bench with { Build = null })).Verdict!;
        Assert.Equal((GateOutcome.Fail, true), (verdict.Outcome, verdict.Interleaved));
        Assert.StartsWith("built from commit ", verdict.Screening!.Program, StringComparison.Ordinal);
        Assert.Equal(40, verdict.Screening.Commit.Length);
        Assert.Single((await GitAsync("worktree list")).Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Theory]
    [InlineData("exit 3", "failed with exit code 3")]
    [InlineData("true", "did not make 'bench'")]
    [InlineData("cp /bin/false bench", "did not run")]
    public async Task A_baseline_that_cannot_be_built_or_started_is_an_obstacle_and_not_the_end(string build, string said)
    {
        File.WriteAllText(Path.Combine(Repository, ".gitignore"), "bench\nperfharness/\n");
        await GitAsync("init -q -b main . && git add -A && git commit -q -m first");
        await AcceptAsync(Bench with { KeepProgram = false });
        using var perf = new ScriptedPerf(ScriptedPerf.Runs("*", 358, 361, 355, 360, 356));
        var verdict = (await RunAsync(perf, Bench with { Build = build })).Verdict!;
        Assert.Equal((GateOutcome.Inconclusive, false), (verdict.Outcome, verdict.Interleaved));
        Assert.Contains(said, verdict.Screening!.Obstacle, StringComparison.Ordinal);
        Assert.Single((await GitAsync("worktree list")).Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Theory]
    [InlineData("git commit -q --allow-empty -m second && echo x > y.c", "changes that are not in commit")]
    [InlineData("true", "how commit")]
    public async Task A_commit_that_is_not_the_program_is_not_built(string before, string said)
    {
        File.WriteAllText(Path.Combine(Repository, ".gitignore"), "bench\nperfharness/\n");
        await GitAsync("init -q -b main . && git add -A && git commit -q -m first && " + before);
        await AcceptAsync(Bench with { KeepProgram = false, Build = said.StartsWith("how", StringComparison.Ordinal) ? null : "true" });
        using var perf = new ScriptedPerf(ScriptedPerf.Runs("*", 358, 361, 355, 360, 356));
        Assert.Contains(said, (await RunAsync(perf)).Verdict!.Screening!.Obstacle, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_baseline_of_another_machine_is_recorded_again_and_learned_on_request()
    {
        var store = await AcceptOnOtherMachineAsync(Bench);
        using var perf = new ScriptedPerf([.. ScriptedPerf.Runs(Old, Calm), .. ScriptedPerf.Runs("*", Slower)]);
        var verdict = (await RunAsync(perf, options: Options with { Learns = true })).Verdict!;
        Assert.Equal((GateOutcome.Fail, true, 10), (verdict.Outcome, verdict.Interleaved, perf.Recorded.Count));
        Assert.Contains("CPU", verdict.Screening!.NotComparable, StringComparison.Ordinal);
        Assert.Null(verdict.Screening.Verdict);

        var entries = await store.ListAsync("bench", TestContext.Current.CancellationToken);
        Assert.Equal(2, entries.Count);
        var learned = entries.Single(e => e.Key.Fingerprint != "other-machine").Baseline!;
        Assert.Equal(5, learned.Counts.Runs.Count);
        Assert.NotNull(learned.Conditions.Program);
        // From now on it is compared with.
        using var again = new ScriptedPerf(ScriptedPerf.Runs("*", Calm));
        Assert.Equal(5, (await RunAsync(again)).Verdict!.BaselineRuns);
    }

    [Fact]
    public async Task A_baseline_of_another_machine_without_a_program_decides_nothing()
    {
        await AcceptOnOtherMachineAsync(Bench with { KeepProgram = false });
        using var perf = new ScriptedPerf(ScriptedPerf.Runs("*", Calm));
        var verdict = (await RunAsync(perf)).Verdict!;
        Assert.Equal((GateOutcome.Inconclusive, false), (verdict.Outcome, verdict.Compared));
        Assert.NotNull(verdict.Screening!.Obstacle);
        var e = await Assert.ThrowsAsync<PerfHarnessException>(() => RunAsync(perf, options: Options with { RequireBaseline = true }));
        Assert.Equal(DiagnosticCodes.BaselineMissing, e.Diagnostic.Code);
    }

    [Fact]
    public async Task Nothing_is_confirmed_after_the_time_or_if_it_is_turned_off()
    {
        await AcceptAsync();
        using var perf = new ScriptedPerf(ScriptedPerf.Runs("*", 358, 361, 355, 360, 356));
        var late = (await RunAsync(perf, options: Options with { TimeBudget = TimeSpan.Zero })).Verdict!;
        Assert.Contains("time budget", late.Screening!.Obstacle, StringComparison.Ordinal);
        Assert.Equal(5, perf.Recorded.Count);
        Assert.False((await RunAsync(perf, options: Options with { Confirms = false })).Verdict!.Interleaved);
    }

    private async Task AcceptAsync(Bench? bench = null)
    {
        using var perf = new ScriptedPerf(ScriptedPerf.Runs("*", Calm));
        var result = await RunAsync(perf, bench, Options with { BaselineUpdate = BaselineUpdate.Replace });
        Assert.NotNull(result.AcceptedBaseline);
        _progress.Clear();
    }

    private async Task<FileBaselineStore> AcceptOnOtherMachineAsync(Bench bench)
    {
        await AcceptAsync(bench);
        var store = new FileBaselineStore(Baselines);
        var accepted = Assert.Single(await store.ListAsync("bench", TestContext.Current.CancellationToken));
        var runs = accepted.Baseline!.Measurement;
        var elsewhere = runs with { Conditions = runs.Conditions with { Fingerprint = runs.Conditions.Fingerprint with { CpuModel = "Other CPU" } } };
        await store.RemoveAsync(accepted.Key, TestContext.Current.CancellationToken);
        await store.AcceptAsync(new BaselineKey("bench", "other-machine"), elsewhere, AcceptMode.Replace, cancellation: TestContext.Current.CancellationToken);
        return store;
    }

    private async Task<BenchResult> RunAsync(ScriptedPerf perf, Bench? bench = null, HarnessOptions? options = null)
    {
        var view = HostEnvironment.ReadCurrent() with { Environment = new Dictionary<string, string>(HostEnvironment.ReadCurrent().Environment) { ["PATH"] = perf.SearchPath } };
        var capabilities = await PerfCapabilities.ProbeAsync(view, TestContext.Current.CancellationToken);
        await using var commits = new BuiltCommits();
        return await new Harness(capabilities, options ?? Options, new FileBaselineStore(Baselines), new ProgressTexts(_progress), commits)
            .RunAsync(bench ?? Bench, TestContext.Current.CancellationToken);
    }

    private async Task<string> GitAsync(string script) => (await Command.Create("/bin/sh")
        .WithArguments(["-c", "git " + script]).WithWorkingDirectory(Repository)
        .WithEnvironment(new Dictionary<string, string?>
        {
            ["GIT_AUTHOR_NAME"] = "a", ["GIT_AUTHOR_EMAIL"] = "a@example.org", ["GIT_COMMITTER_NAME"] = "a", ["GIT_COMMITTER_EMAIL"] = "a@example.org",
        })
        .ExecuteBufferedAsync(TestContext.Current.CancellationToken)).StandardOutput;
}
