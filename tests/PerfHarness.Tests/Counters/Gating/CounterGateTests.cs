using PerfHarness.Counters;
using PerfHarness.Counters.Gating;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Measurements;

namespace PerfHarness.Tests.Counters.Gating;

public sealed class CounterGateTests
{
    private static readonly Conditions Here = new() { Command = "./bench", Fingerprint = new Fingerprint { CpuModel = "CPU A", Architecture = "x64", Kernel = "6.1" } };

    // Mean, and relative standard deviation from run to run and from session to session: of a quiet and of a loaded machine.
    public static TheoryData<double> Loads => [1, 2];

    [Theory]
    [MemberData(nameof(Loads))]
    public void Identical_programs_hardly_ever_fail_whatever_session_they_were_counted_in(double load)
    {
        var random = new Random(7);
        var verdicts = Enumerable.Range(0, 2000).Select(_ => Judge(CreateSession(random, load), CreateSession(random, load))).ToList();
        Assert.InRange(verdicts.Count(verdict => verdict.ExitCode == ExitCode.Regression), 0, 4);
        Assert.InRange(verdicts.Count(verdict => verdict.ExitCode == ExitCode.Inconclusive), 0, 30);
    }

    [Theory]
    [InlineData(1, 0.03)] // instructions
    [InlineData(2, 0.35)] // cycles
    [InlineData(0, 0.55)] // task-clock
    [InlineData(3, 0.06)] // page-faults
    [InlineData(5, 0.04)] // a tracepoint
    public void A_planted_rise_is_found(int counter, double rise)
    {
        var random = new Random(11);
        var found = 0;
        for (var i = 0; i < 300; i++)
        {
            var after = CreateSession(random, load: 1);
            after[counter] = after[counter] with { Values = [.. after[counter].Values.Select(value => Math.Round(value * (1 + rise)))] };
            var verdict = Judge(CreateSession(random, load: 1), after);
            found += verdict.Comparisons[counter].Outcome == CounterOutcome.Regressed && verdict.ExitCode == ExitCode.Regression ? 1 : 0;
        }

        Assert.InRange(found, 285, 300);
    }

    [Fact]
    public void A_regression_is_reported_with_its_evidence()
    {
        var verdict = Judge([Create("instructions", 1_000_000_000, 1_000_010_000, 1_000_020_000)], [Create("instructions", 1_050_000_000, 1_050_010_000, 1_050_020_000)]);
        var diagnostic = Assert.Single(verdict.Diagnostics);
        Assert.Equal((DiagnosticCodes.CounterRegression, Severity.Error), (diagnostic.Code, diagnostic.Severity));
        Assert.Contains("instructions: 1,000,010,000 → 1,050,010,000 (+5.00 %, 95 % confidence interval", diagnostic.Message, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Regression, verdict.ExitCode);
    }

    [Fact]
    public void A_rise_that_may_be_below_the_threshold_is_inconclusive()
    {
        var verdict = Judge([Create("instructions", 1e9, 1.0001e9, 0.9999e9, 1e9)], [Create("instructions", 1.0105e9, 1.0106e9, 1.0104e9, 1.0105e9)]);
        Assert.Equal((ExitCode.Inconclusive, CounterOutcome.Borderline), (verdict.ExitCode, verdict.Comparisons[0].Outcome));
    }

    [Fact]
    public void A_rise_of_a_handful_is_none()
    {
        var verdict = Judge([Create("page-faults", 76, 76, 76), Create("context-switches", 0, 0, 0)], [Create("page-faults", 90, 90, 90), Create("context-switches", 12, 12, 12)]);
        Assert.Equal(ExitCode.Success, verdict.ExitCode);
    }

    [Fact]
    public void Counts_from_another_kind_of_machine_are_not_compared()
    {
        var verdict = CounterGate.Judge(
            CreateBaseline([Create("instructions", 1, 1, 1)]) with { Conditions = Here with { Fingerprint = Here.Fingerprint with { CpuModel = "CPU B" } } },
            [Create("instructions", 9e9, 9e9, 9e9)], Here, CounterPolicy.Default);
        Assert.Equal((ExitCode.Inconclusive, DiagnosticCodes.NotComparable), (verdict.ExitCode, verdict.Diagnostics[0].Code));
    }

    [Fact]
    public void Under_another_kernel_a_rise_is_a_warning()
    {
        var verdict = CounterGate.Judge(
            CreateBaseline([Create("instructions", 1e9, 1e9, 1e9)]), [Create("instructions", 2e9, 2e9, 2e9)],
            Here with { Fingerprint = Here.Fingerprint with { Kernel = "6.2" } }, CounterPolicy.Default);
        Assert.Equal(ExitCode.Success, verdict.ExitCode);
        Assert.Contains(verdict.Diagnostics, diagnostic => diagnostic is { Severity: Severity.Warning, Code.Number: 2021 });
    }

    [Fact]
    public void A_counter_that_this_machine_no_longer_counts_is_inconclusive()
    {
        var verdict = Judge([Create("instructions", 1e9, 1e9, 1e9), Create("page-faults", 5, 5, 5)], [new Counter("instructions", "", []), Create("page-faults", 5, 5, 5)]);
        Assert.Equal(ExitCode.Inconclusive, verdict.ExitCode);
        Assert.Contains("instructions is not counted here", verdict.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_no_cost_is_shown_only_unless_it_is_named()
    {
        Counter[] before = [Create("r1a8", 100, 101, 100), Create("page-faults", 5, 5, 5)];
        Counter[] after = [Create("r1a8", 200, 201, 200), Create("page-faults", 5, 5, 5)];
        Assert.Equal(ExitCode.Success, Judge(before, after).ExitCode);
        Assert.Equal(ExitCode.Regression, CounterGate.Judge(CreateBaseline(before), after, Here, CounterPolicy.Parse(["r1a8=10%"])).ExitCode);
    }

    [Fact]
    public void Two_runs_are_too_few() =>
        Assert.Equal(ExitCode.Inconclusive, Judge([Create("instructions", 1e9, 1e9, 1e9)], [Create("instructions", 1e9, 1e9)]).ExitCode);

    [Theory]
    [InlineData("x")]
    [InlineData("=5%")]
    [InlineData("instructions=-1%")]
    public void A_threshold_that_is_none_is_refused(string text) => Assert.Throws<PerfHarnessException>(() => CounterPolicy.Parse([text]));

    // Counts of the same program in one session of ten runs.
    private static List<Counter> CreateSession(Random random, double load) =>
    [
        CreateNormal(random, "task-clock", 700_000, 0.02 * load, 0.03 * load), CreateNormal(random, "instructions", 2e9, 0.0005 * load, 0.0005),
        CreateNormal(random, "cycles", 3e9, 0.01 * load, 0.015 * load), CreateNormal(random, "page-faults", 5000, 0.002 * load, 0.001),
        CreateNormal(random, "context-switches", 60, 0.15 * load, 0.1), CreateNormal(random, "syscalls:sys_enter_read", 40_000, 0.0001, 0),
        CreateNormal(random, "cache-misses", 2e6, 0.05 * load, 0.04 * load),
    ];

    private static Counter CreateNormal(Random random, string name, double mean, double betweenRuns, double betweenSessions)
    {
        var session = mean * Math.Exp(betweenSessions * Next(random));
        return Create(name, [.. Enumerable.Range(0, 10).Select(_ => Math.Max(0, Math.Round(session * (1 + (betweenRuns * Next(random))))))]);
    }

    private static double Next(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    private static CounterVerdict Judge(IReadOnlyList<Counter> before, IReadOnlyList<Counter> after) =>
        CounterGate.Judge(CreateBaseline(before), after, Here, CounterPolicy.Default);

    private static CounterBaseline CreateBaseline(IReadOnlyList<Counter> counters) => new("bench", DateTimeOffset.UnixEpoch, "6.1", Here, [], counters);

    private static Counter Create(string name, params double[] values) => new(name, "", values);
}
