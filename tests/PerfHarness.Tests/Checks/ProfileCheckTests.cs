using PerfHarness.Baselines;
using PerfHarness.Checks;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Gating;
using PerfHarness.Measurements;
using PerfHarness.Profiles;

namespace PerfHarness.Tests.Checks;

public sealed class ProfileCheckTests
{
    private static readonly GatePolicy Budgets = GatePolicy.Default with
    {
        Budgets = [new Budget(new FunctionPattern("Hot"), 0.5), Budget.Never(new FunctionPattern("*Debug*"))],
    };

    [Fact]
    public async Task Without_a_baseline_the_budgets_are_judged()
    {
        using var folder = new TemporaryFolder();
        var result = await Check(Budgets).CheckAgainstStoreAsync(Record(hot: 400), Store(folder), TestContext.Current.CancellationToken);
        Assert.Equal((GateOutcome.Pass, 0), (result.Verdict.Outcome, result.Verdict.ExitCode));
        Assert.Equal(2, result.Verdict.Budgets.Count);
        Assert.Contains(result.Verdict.Diagnostics, d => (d.Code, d.Severity) == (DiagnosticCodes.BaselineMissing, Severity.Info));
    }

    [Fact]
    public async Task An_exceeded_budget_fails_without_a_baseline()
    {
        using var folder = new TemporaryFolder();
        var result = await Check(Budgets).CheckAgainstStoreAsync(Record(hot: 900), Store(folder), TestContext.Current.CancellationToken);
        Assert.Equal((GateOutcome.Fail, 1), (result.Verdict.Outcome, result.Verdict.ExitCode));
        Assert.Contains(result.Verdict.Diagnostics, d => d.Code == DiagnosticCodes.BudgetExceeded);
    }

    [Fact]
    public async Task A_function_that_must_never_appear_fails_without_a_baseline()
    {
        using var folder = new TemporaryFolder();
        var result = await Check(Budgets).CheckAgainstStoreAsync(Record(hot: 100, debug: 3), Store(folder), TestContext.Current.CancellationToken);
        Assert.Equal(GateOutcome.Fail, result.Verdict.Outcome);
    }

    [Theory]
    [InlineData(false, null, false)]
    [InlineData(true, "v1", false)]
    [InlineData(true, null, true)]
    public async Task A_missing_baseline_is_an_error_without_budgets_with_a_pin_and_if_it_is_required(bool hasBudgets, string? pin, bool isRequired)
    {
        using var folder = new TemporaryFolder();
        var check = Check(hasBudgets ? Budgets : GatePolicy.Default, o => o with { Pin = pin, RequireBaseline = isRequired });
        var e = await Assert.ThrowsAsync<PerfHarnessException>(() => check.CheckAgainstStoreAsync(Record(hot: 400), Store(folder), TestContext.Current.CancellationToken));
        Assert.Equal((DiagnosticCodes.BaselineMissing, Severity.Error), (e.Diagnostic.Code, e.Diagnostic.Severity));
    }

    [Fact]
    public async Task The_policy_is_that_of_the_benchmark_whose_baseline_is_found()
    {
        using var folder = new TemporaryFolder();
        var store = Store(folder);
        var measurement = Measurement.Create(Record(hot: 400), "s", new Conditions());
        await store.AcceptAsync(
            new BaselineKey("parser", new Fingerprint().Key), measurement, AcceptMode.Replace, cancellation: TestContext.Current.CancellationToken);
        var names = new List<string?>();
        var check = new ProfileCheck(new ProfileCheckOptions
        {
            GetPolicy = name =>
            {
                names.Add(name);
                return GatePolicy.Default;
            },
        });
        var result = await check.CheckAgainstStoreAsync(Record(hot: 400), store, TestContext.Current.CancellationToken);
        Assert.Equal("parser", result.Bench);
        Assert.Equal(["parser"], names);
        Assert.True(result.Verdict.Compared);
    }

    [Fact]
    public async Task A_profile_without_name_and_baseline_takes_the_fallback_name_and_its_policy()
    {
        using var folder = new TemporaryFolder();
        var check = new ProfileCheck(new ProfileCheckOptions { FallbackName = "only", GetPolicy = name => name == "only" ? Budgets : GatePolicy.Default });
        Assert.Equal("only", (await check.CheckAgainstStoreAsync(Record(hot: 400), Store(folder), TestContext.Current.CancellationToken)).Bench);
    }

    private static ProfileCheck Check(GatePolicy policy, Func<ProfileCheckOptions, ProfileCheckOptions>? change = null)
    {
        var options = new ProfileCheckOptions { GetPolicy = _ => policy };
        return new ProfileCheck(change is null ? options : change(options));
    }

    private static FileBaselineStore Store(TemporaryFolder folder) => new(folder.File("baselines"));

    // Five runs of a thousand samples.
    private static Profile Record(int hot, int debug = 0)
    {
        var builder = new ProfileBuilder(keepTimes: false);
        var thread = builder.AddThread(new ThreadInfo(1, 1, "app"));
        var @event = builder.AddEvent(new EventInfo("cpu-clock", 997, "samples"));
        for (var run = 0; run < 5; run++)
        {
            var id = builder.AddRun(new RunInfo());
            foreach (var (name, count) in ((string, int)[])[("Hot", hot), ("My.DebugHelper", debug), ("Rest", 1000 - hot - debug)])
            {
                if (count > 0)
                {
                    var function = builder.Functions.Intern(new FunctionName("app", name));
                    var frame = builder.Frames.Intern(new Frame(function, FrameKind.Jit, CodeTier.OptimizedTier1));
                    builder.Samples.Add(new Sample(builder.Stacks.Intern(StackId.Empty, frame), thread, @event, id, -1, count, count));
                }
            }
        }

        return builder.Build();
    }
}
