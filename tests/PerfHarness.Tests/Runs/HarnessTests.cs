using PerfHarness.Baselines;
using PerfHarness.Gating;
using PerfHarness.Recording;
using PerfHarness.Recording.Capabilities;
using PerfHarness.Runs;
using PerfHarness.Tests.Recording;
using PerfHarness.Tests.Shared;

namespace PerfHarness.Tests.Runs;

/// <summary>The way of a benchmark through stages, budget of time, acceptance and outcomes, on scripted recordings: exact.</summary>
[Collection(ProfilingLockCollection.Name)]
public sealed class HarnessTests : IClassFixture<HarnessTests.StoredBaseline>, IDisposable
{
    // Of 3,000 samples: what sampling does; 5.5 points more; and 1.7 more, which a baseline of one session leaves open.
    private static readonly int[] Calm = [300, 303, 297, 302, 298];
    private static readonly int[] Slower = [500, 503, 497, 502, 498];
    private static readonly int[] Open = [358, 361, 355, 360, 356];

    private readonly StoredBaseline _baseline;
    private readonly TemporaryFolder _folder = new();
    private readonly List<string> _progress = [];

    // Nothing that is measured here can be disturbed by other recordings on the machine.
    public HarnessTests(StoredBaseline baseline)
    {
        Environment.SetEnvironmentVariable(ProfilingLock.HeldVariable, "1");
        _baseline = baseline;
    }

    public void Dispose()
    {
        Environment.SetEnvironmentVariable(ProfilingLock.HeldVariable, null);
        _folder.Dispose();
    }

    [Fact]
    public async Task A_baseline_takes_ten_runs_and_the_same_program_passes_at_the_first_stage()
    {
        Assert.Equal((10, 0), (_baseline.Accepted.Profile.Runs.Count, _baseline.Accepted.ExitCode));
        using var perf = new ScriptedPerf(ScriptedPerf.Runs("*", Calm));
        _baseline.CopyTo(_folder);
        var verdict = (await RunAsync(perf, "same")).Verdict!;
        Assert.Equal((GateOutcome.Pass, 10, 5), (verdict.Outcome, verdict.BaselineRuns, verdict.CandidateRuns));
        Assert.Equal(5, perf.Recorded.Count);
    }

    [Fact]
    public async Task A_clear_regression_fails_at_the_first_stage()
    {
        using var perf = new ScriptedPerf(ScriptedPerf.Runs("slower", Slower));
        _baseline.CopyTo(_folder);

        var result = await RunAsync(perf, "slower");
        Assert.Equal((GateOutcome.Fail, 5, 1), (result.Verdict!.Outcome, result.Verdict.CandidateRuns, result.ExitCode));
        Assert.Equal(["tunable"], result.Verdict.Failures.Select(f => f.Name.Name));
    }

    [Fact]
    public async Task An_open_verdict_gets_more_runs_stage_by_stage_and_then_is_inconclusive()
    {
        using var perf = new ScriptedPerf(ScriptedPerf.Runs("open", Open));
        _baseline.CopyTo(_folder);
        var result = await RunAsync(perf, "open");
        Assert.Equal((GateOutcome.Inconclusive, 20, 4), (result.Verdict!.Outcome, result.Verdict.CandidateRuns, result.ExitCode));
        Assert.Equal(Enumerable.Range(1, 20).Select(run => $"run {run} of {(run <= 5 ? 5 : run <= 10 ? 10 : 20)}"), _progress.Where(text => text.StartsWith("run ", StringComparison.Ordinal)));
        Assert.Equal(2, _progress.Count(text => text.Contains("borderline", StringComparison.Ordinal) && text.EndsWith("more runs per side", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData(10, null)]
    [InlineData(5, 0)]
    public async Task No_more_runs_are_begun_beyond_the_maximum_or_after_the_time(int runs, int? budget)
    {
        using var perf = new ScriptedPerf(ScriptedPerf.Runs("open", Open));
        _baseline.CopyTo(_folder);

        var result = await RunAsync(perf, "open", Options with { MaximumRuns = budget is null ? runs : null, TimeBudget = budget is { } seconds ? TimeSpan.FromSeconds(seconds) : null });
        Assert.Equal((GateOutcome.Inconclusive, runs), (result.Verdict!.Outcome, result.Verdict.CandidateRuns));
        Assert.Equal(runs, perf.Recorded.Count);
    }

    [Fact]
    public async Task Exactly_the_requested_runs_are_recorded()
    {
        using var perf = new ScriptedPerf(ScriptedPerf.Runs("open", Open));
        _baseline.CopyTo(_folder);
        var result = await RunAsync(perf, "open", bench: Bench("open") with { Runs = 6 });
        Assert.Equal((GateOutcome.Inconclusive, 6), (result.Verdict!.Outcome, result.Verdict.CandidateRuns));
    }

    [Fact]
    public async Task Two_sides_are_recorded_in_pairs_whose_order_changes()
    {
        using var perf = new ScriptedPerf([.. ScriptedPerf.Runs("before", Calm), .. ScriptedPerf.Runs("after", Open)]);
        var bench = Bench("after") with { BaselineCommand = Bench("before").Command };
        var result = await RunAsync(perf, "after", Options with { Policy = GatePolicy.Default with { Stages = [new GateStage(20, 0.001)] } }, bench);

        Assert.True(result.Verdict!.Interleaved);
        Assert.Equal((20, 20), (result.Verdict.BaselineRuns, result.Verdict.CandidateRuns));
        var pairs = perf.Recorded.Chunk(2).ToList();
        Assert.All(pairs, pair => Assert.Equal(["after", "before"], pair.Order(StringComparer.Ordinal)));
        // Twenty times the same side first: once in 500,000.
        Assert.Equal(2, pairs.Select(pair => pair[0]).Distinct().Count());
    }

    [Fact]
    public async Task Accepted_runs_take_the_baselines_place_or_join_it()
    {
        using var perf = new ScriptedPerf([.. ScriptedPerf.Runs("same", Calm), .. ScriptedPerf.Runs("slower", Slower)]);
        _baseline.CopyTo(_folder);
        var added = await AcceptAsync(perf, "same", BaselineUpdate.Add);
        Assert.Equal((20, 2), (added.AcceptedBaseline!.Measurement.Counts.Runs.Count, added.AcceptedBaseline.Measurement.Counts.Runs.Select(r => r.Session).Distinct().Count()));

        // A regression that is accepted is none.
        var replaced = await AcceptAsync(perf, "slower");
        Assert.Equal((10, 0), (replaced.AcceptedBaseline!.Measurement.Counts.Runs.Count, replaced.ExitCode));
        Assert.Equal(GateOutcome.Pass, (await RunAsync(perf, "slower")).Verdict!.Outcome);
    }

    [Theory]
    [InlineData(nameof(FailOn.All), GateOutcome.Fail, 1)]
    [InlineData(nameof(FailOn.None), GateOutcome.Warning, 0)]
    public async Task What_the_policy_does_not_fail_on_is_a_warning(string failOn, GateOutcome outcome, int exitCode)
    {
        using var perf = new ScriptedPerf(ScriptedPerf.Runs("slower", Slower));
        _baseline.CopyTo(_folder);
        var result = await RunAsync(perf, "slower", Options with { Policy = GatePolicy.Default with { FailOn = Enum.Parse<FailOn>(failOn) } });
        Assert.Equal((outcome, exitCode), (result.Verdict!.Outcome, result.ExitCode));
    }

    [Theory]
    [InlineData(nameof(InconclusiveAs.Inconclusive), 4)]
    [InlineData(nameof(InconclusiveAs.Warn), 0)]
    [InlineData(nameof(InconclusiveAs.Fail), 1)]
    public async Task Too_few_samples_are_inconclusive_and_the_policy_determines_the_exit_code(string treated, int exitCode)
    {
        using var perf = new ScriptedPerf(ScriptedPerf.Run("few", [("steady", 60), ("tunable", 30)]));
        _baseline.CopyTo(_folder);
        var result = await RunAsync(perf, "few", Options with { Policy = GatePolicy.Default with { TreatInconclusiveAs = Enum.Parse<InconclusiveAs>(treated) } }, Bench("few") with { Runs = 2 });
        Assert.Equal((GateOutcome.Inconclusive, exitCode), (result.Verdict!.Outcome, result.ExitCode));
        Assert.Contains("only 90 samples; at least 500", result.Verdict.Reasons[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_that_lost_samples_is_recorded_again_and_is_no_evidence()
    {
        using var perf = new ScriptedPerf(
            ScriptedPerf.Run("*", [("steady", 1000), ("tunable", 500)]),
            ScriptedPerf.Run("*", [("steady", 1000), ("tunable", 900), ("!lost", 100)]),
            ScriptedPerf.Run("*", [("steady", 1001), ("tunable", 499)]));
        var result = await AcceptAsync(perf, "same", runs: 4);
        Assert.Equal(["run 2 lost 5.00 % of its samples, more than 1.00 %: recording it again", "run 4 lost 5.00 % of its samples, more than 1.00 %: recording it again"], _progress.Where(text => text.Contains("again", StringComparison.Ordinal)));
        Assert.Equal(6, perf.Recorded.Count);
        Assert.Equal([1500L, 1500, 1500, 1500], result.AcceptedBaseline!.Measurement.Counts.Runs.Select(r => r.Samples));
    }

    [Fact]
    public async Task A_budget_needs_no_baseline()
    {
        using var perf = new ScriptedPerf(ScriptedPerf.Runs("*", Calm));
        var policy = GatePolicy.Default with { Budgets = [new Budget(new("tunable"), 0.05)] };
        var result = await RunAsync(perf, "same", Options with { Policy = policy });
        Assert.Equal((GateOutcome.Fail, 1), (result.Verdict!.Outcome, result.ExitCode));
        Assert.False(result.Verdict.Compared);
    }

    private HarnessOptions Options => new() { OutputDirectory = _folder.File("out") };

    private static Bench Bench(string side) => new() { Name = "bench", Command = new CommandTarget("/bin/true", [side]) { Quiet = true }, Warmups = 0 };

    private Task<BenchResult> AcceptAsync(ScriptedPerf perf, string side, BaselineUpdate update = BaselineUpdate.Replace, int? runs = null) =>
        RunAsync(perf, side, Options with { BaselineUpdate = update }, Bench(side) with { Runs = runs });

    private Task<BenchResult> RunAsync(ScriptedPerf perf, string side, HarnessOptions? options = null, Bench? bench = null) =>
        RunAsync(perf, bench ?? Bench(side), options ?? Options, _folder.File("baselines"), new ProgressTexts(_progress));

    private static async Task<BenchResult> RunAsync(ScriptedPerf perf, Bench bench, HarnessOptions options, string baselines, IProgress<HarnessProgress>? progress = null)
    {
        var view = HostEnvironment.ReadCurrent() with { Environment = new Dictionary<string, string>(HostEnvironment.ReadCurrent().Environment) { ["PATH"] = perf.SearchPath } };
        var capabilities = await PerfCapabilities.ProbeAsync(view, TestContext.Current.CancellationToken);
        return await new Harness(capabilities, options, new FileBaselineStore(baselines), progress).RunAsync(bench, TestContext.Current.CancellationToken);
    }

    /// <summary>The runs of the side <c>same</c>, accepted once for all tests.</summary>
    public sealed class StoredBaseline : IAsyncLifetime
    {
        private readonly TemporaryFolder _folder = new();

        internal BenchResult Accepted { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            Environment.SetEnvironmentVariable(ProfilingLock.HeldVariable, "1");
            using var perf = new ScriptedPerf(ScriptedPerf.Runs("same", Calm));
            Accepted = await RunAsync(perf, Bench("same"), new HarnessOptions { OutputDirectory = _folder.File("out"), BaselineUpdate = BaselineUpdate.Replace }, _folder.File("baselines"));
        }

        internal void CopyTo(TemporaryFolder folder)
        {
            foreach (var file in Directory.EnumerateFiles(_folder.File("baselines"), "*", SearchOption.AllDirectories))
            {
                var target = folder.File(Path.GetRelativePath(_folder.Path, file));
                Directory.CreateDirectory(Path.GetDirectoryName(target)!);
                File.Copy(file, target);
            }
        }

        public ValueTask DisposeAsync()
        {
            _folder.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
