using System.Text;
using PerfHarness.Analysis;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Gating;
using PerfHarness.Measurements;
using PerfHarness.Profiles;
using PerfHarness.Reports.Verdicts;

namespace PerfHarness.Tests.Gating;

public sealed class GateTests
{
    private static readonly double[] Program = Simulation.Zipf(40);
    private static readonly double[] Slower = Simulation.Plant(Program, 3, 0.05);

    [Fact]
    public void A_regression_fails_with_the_function_its_figures_and_an_error()
    {
        var verdict = Judge(Program, Slower);
        Assert.Equal(GateOutcome.Fail, verdict.Outcome);
        Assert.Equal(StageDecision.Fail, verdict.Plan.Decision);
        Assert.Equal(1, verdict.ExitCode);
        var f = Assert.Single(verdict.Failures);
        Assert.Equal(FunctionOutcome.Regressed, f.Outcome);
        Assert.Equal("F3", f.Name.Name);
        Assert.InRange(f.Difference, 0.04, 0.06);
        Assert.True(f.ConfidenceInterval.Low > 0.035 && f.ConfidenceInterval.High < 0.065 && f.ConfidenceInterval.Low < f.Difference && f.Difference < f.ConfidenceInterval.High);
        Assert.Equal(5, f.SharesAfter.Count);
        Assert.InRange(f.MinimumDetectableRise, 0.005, 0.05);
        var error = Assert.Single(verdict.Diagnostics, d => d.Severity == Severity.Error);
        Assert.Equal(DiagnosticCodes.Regression, error.Code);
        Assert.Contains("F3: self share", error.Message, StringComparison.Ordinal);
        Assert.Same(f, verdict.Functions[0]);
    }

    [Theory]
    [InlineData("[unknown]", "[unknown]")]
    [InlineData("[jit]", "[jit]")]
    [InlineData("libfoo.so", "[libfoo.so]")]
    public void Code_without_a_name_is_counted_whatever_it_lies_in(string module, string name)
    {
        var counts = new Simulation(1).Record(Simulation.Zipf(3), 5).Counts;
        var named = new RunCounts(counts.Runs, [.. counts.Functions.Select((f, i) => i == 0 ? f with { Name = new FunctionName(module, name) } : f)]);
        Assert.Equal(0, InputCheck.ComputeUnnamedShare(counts));
        Assert.InRange(InputCheck.ComputeUnnamedShare(named), 0.5, 0.6);
    }

    [Fact]
    public void The_same_input_gives_the_same_verdict()
    {
        var (a, b) = (Judge(Program, Slower), Judge(Program, Slower));
        Assert.Equal(a.Reasons, b.Reasons);
        Assert.Equal(a.Functions.Select(f => f.Text), b.Functions.Select(f => f.Text));
    }

    [Fact]
    public void Fewer_runs_than_five_ask_for_more_or_are_inconclusive_and_never_fail()
    {
        var few = Pair(Program, Slower, runs: 4);
        var verdict = Gate().Judge(few);
        Assert.Equal(GateOutcome.Inconclusive, verdict.Outcome);
        Assert.Equal(4, verdict.ExitCode);
        Assert.Empty(verdict.Failures);
        var open = Gate().Judge(few with { CanContinue = true });
        Assert.Equal((StageDecision.Continue, 5, 1), (open.Plan.Decision, open.Plan.NextRuns, open.Plan.AdditionalRuns));
    }

    [Theory]
    [InlineData(5, null, 10)]
    [InlineData(10, null, 20)]
    [InlineData(20, null, null)]
    [InlineData(10, 15, 15)]
    [InlineData(10, 10, null)]
    [InlineData(7, null, 10)]
    [InlineData(5, 100, 10)]
    public void Stages_follow_each_other_up_to_the_limit(int runs, int? most, int? next) =>
        Assert.Equal(next, StagePlan.GetNextRuns(GatePolicy.Default, runs, most));

    [Theory]
    [InlineData(1, 0.0002)]
    [InlineData(5, 0.0002)]
    [InlineData(9, 0.0002)]
    [InlineData(10, 0.0003)]
    [InlineData(50, 0.0005)]
    public void The_error_allowed_is_that_of_the_stage_reached(int runs, double alpha) => Assert.Equal(alpha, GatePolicy.Default.GetStage(runs).Alpha);

    [Fact]
    public void A_function_at_the_threshold_requests_more_runs_with_a_reason()
    {
        // A rise of 0.7 points in one noisy function: too little for five runs, too much to pass.
        var before = Counts((2, [100, 130, 90, 120, 110]));
        var after = Counts((2, [160, 130, 170, 120, 150]));
        var input = GateInput.CreateInterleaved(before, after, Simulation.Today);
        var verdict = Gate().Judge(input with { CanContinue = true });
        Assert.Equal((StageDecision.Continue, 10), (verdict.Plan.Decision, verdict.Plan.NextRuns));
        Assert.Contains("1 function is borderline, F2", verdict.Plan.Reason, StringComparison.Ordinal);
        Assert.Equal(FunctionOutcome.Borderline, verdict.Find(new("app", "F2"))!.Outcome);
        Assert.DoesNotContain(verdict.Diagnostics, d => d.Code == DiagnosticCodes.Inconclusive);

        // At the end of several looks it is open; a look that is the only one has such a function now and then by chance.
        var ended = Gate().Judge(input with { LookCount = 2 });
        Assert.Equal(GateOutcome.Inconclusive, ended.Outcome);
        Assert.Equal(GateOutcome.Pass, Gate().Judge(input).Outcome);
        Assert.Contains(ended.Diagnostics, d => d.Code == DiagnosticCodes.Inconclusive);
        Assert.Equal(GateOutcome.Pass, Gate(GatePolicy.Default with { FailOn = FailOn.Budget }).Judge(input with { LookCount = 2 }).Outcome);
    }

    [Theory]
    [InlineData(InconclusiveAs.Inconclusive, 4)]
    [InlineData(InconclusiveAs.Pass, 0)]
    [InlineData(InconclusiveAs.Warn, 0)]
    [InlineData(InconclusiveAs.Fail, 1)]
    internal void The_policy_says_how_an_open_verdict_ends(InconclusiveAs treat, int exitCode) =>
        Assert.Equal(exitCode, Gate(GatePolicy.Default with { TreatInconclusiveAs = treat }).Judge(Pair(Program, Program, runs: 3)).ExitCode);

    [Fact]
    public void A_regression_that_the_policy_does_not_fail_on_is_a_warning()
    {
        var verdict = Judge(Program, Slower, GatePolicy.Default with { FailOn = FailOn.None });
        Assert.Equal((GateOutcome.Warning, 0), (verdict.Outcome, verdict.ExitCode));
        Assert.Contains(verdict.Diagnostics, d => d.Code == DiagnosticCodes.Regression && d.Severity == Severity.Warning);
    }

    [Fact]
    public void Without_a_baseline_nothing_is_compared()
    {
        var verdict = Gate().Judge(GateInput.CreateStored(null, new Simulation(1).Record(Program, 5), Simulation.Today));
        Assert.Equal(GateOutcome.Pass, verdict.Outcome);
        Assert.False(verdict.Compared);
        Assert.Contains(verdict.Diagnostics, d => d.Code == DiagnosticCodes.BaselineMissing);
        Assert.Contains("no baseline", verdict.Explain(new FunctionName("app", "F0")), StringComparison.Ordinal);
    }

    [Fact]
    public void A_baseline_of_few_runs_fails_big_regressions_and_requests_sessions()
    {
        var simulation = new Simulation(1);
        var (baseline, candidate) = (simulation.Record(Program, 20), simulation.Record(Simulation.Plant(Program, 3, 0.05), 5, "now"));
        var verdict = Gate().Judge(new GateInput { Baseline = baseline, Candidate = candidate, Today = Simulation.Today });
        Assert.Equal(0.05, verdict.SessionDrift.Drift);
        Assert.Equal(GateOutcome.Fail, verdict.Outcome);
        Assert.Contains(verdict.Diagnostics, d => d.Code == DiagnosticCodes.InsufficientBaseline);
        Assert.Equal(1, verdict.Total!.Ratio, 6);
    }

    [Fact]
    public void Conditions_that_differ_prevent_or_weaken_the_verdict()
    {
        var input = Pair(Program, Slower) with { Interleaved = false };
        var hard = Gate().Judge(WithConditions(input, c => c with { Event = "cycles" }));
        Assert.Equal((GateOutcome.Inconclusive, false), (hard.Outcome, hard.Compared));
        Assert.Contains(hard.Diagnostics, d => d.Code == DiagnosticCodes.NotComparable && d.Severity == Severity.Error);

        var soft = Gate().Judge(WithConditions(input, c => c with { Fingerprint = new Fingerprint { Kernel = "7" } }));
        Assert.Equal((GateOutcome.Warning, 0), (soft.Outcome, soft.ExitCode));
        Assert.Contains(soft.Diagnostics, d => d.Code == DiagnosticCodes.EnvironmentDiffers);
        Assert.DoesNotContain(soft.Diagnostics, d => d.Severity == Severity.Error);

        // Recorded together, the sides differ on purpose.
        Assert.Equal(GateOutcome.Fail, Gate().Judge(WithConditions(Pair(Program, Slower), c => c with { Fingerprint = new Fingerprint { Kernel = "7" }, InputHash = "new" })).Outcome);
    }

    [Theory]
    [InlineData("samples", "has only 499 samples; at least 500 are needed")]
    [InlineData("lost", "lost 2.00 % of its samples, more than 1.00 %")]
    [InlineData("cpu", "of CPU time (-9.09 %)")]
    public void Data_too_poor_to_judge_is_inconclusive(string what, string reason)
    {
        var input = Pair(Program, Slower);
        var candidate = input.Candidate.Counts;
        var poor = what switch
        {
            "samples" => new RunCounts(candidate.Runs.Select(r => r with { Samples = 499 }), [new FunctionCounts(new FunctionName("app", "F0"), [499, 499, 499, 499, 499], [])]),
            "lost" => new RunCounts(candidate.Runs.Select((r, i) => i == 2 ? r with { LostSamples = 102 } : r), candidate.Functions),
            _ => new RunCounts(candidate.Runs.Select((r, i) => i == 4 ? r with { CpuTime = r.SampledTime * 1.1 } : r), candidate.Functions),
        };
        var verdict = Gate().Judge(input with { Candidate = input.Candidate with { Counts = poor } });
        Assert.Equal(GateOutcome.Inconclusive, verdict.Outcome);
        Assert.Contains(verdict.Reasons, r => r.Contains(reason, StringComparison.Ordinal));
    }

    [Fact]
    public void A_run_without_any_sample_is_inconclusive()
    {
        var input = Pair(Program, Program);
        var empty = new RunCounts(input.Candidate.Counts.Runs.Select(r => r with { Samples = 0, Weight = 0 }), []);
        Assert.Equal(GateOutcome.Inconclusive, Gate().Judge(input with { Candidate = input.Candidate with { Counts = empty } }).Outcome);
        Assert.Equal(GateOutcome.Inconclusive, Gate().Judge(input with { Candidate = input.Candidate with { Counts = new RunCounts([], []) } }).Outcome);
    }

    [Fact]
    public void Code_without_names_keeps_a_build_from_passing()
    {
        double[] shares = [0.6, 0.3, 0.1];
        var simulation = new Simulation(8);
        Measurement Unnamed(Measurement m) => m with { Counts = new RunCounts(m.Counts.Runs, m.Counts.Functions.Select(f => f.Name.Name == "F0" ? f with { Name = FunctionName.Unknown } : f)) };
        var verdict = Gate().Judge(GateInput.CreateInterleaved(Unnamed(simulation.Record(shares, 5)), Unnamed(simulation.Record(shares, 5)), Simulation.Today));
        Assert.Equal(GateOutcome.Inconclusive, verdict.Outcome);
        Assert.Contains("are unresolved", verdict.Reasons[0], StringComparison.Ordinal);
    }

    [Fact]
    public void A_program_slower_everywhere_fails_by_its_total()
    {
        var (before, after) = (new Simulation(9, samples: 5000).Record(Program, 5), new Simulation(10, samples: 5300).Record(Program, 5));
        Measurement Jitter(Measurement m) => m with { Counts = new RunCounts(m.Counts.Runs.Select((r, i) => r with { Weight = r.Weight + (i * 4_000_000) }), m.Counts.Functions) };
        var verdict = Gate().Judge(GateInput.CreateInterleaved(Jitter(before), Jitter(after), Simulation.Today));
        Assert.Equal(GateOutcome.Fail, verdict.Outcome);
        Assert.InRange(verdict.Total!.Ratio, 1.055, 1.065);
        Assert.True(verdict.Total.PValue <= 2e-4);
        Assert.Contains(verdict.Diagnostics, d => d.Code == DiagnosticCodes.TotalSlower);
        Assert.Equal(GateOutcome.Warning, Gate(GatePolicy.Default with { FailOn = FailOn.Regression }).Judge(GateInput.CreateInterleaved(Jitter(before), Jitter(after), Simulation.Today)).Outcome);
        Assert.Equal(GateOutcome.Pass, Gate().Judge(GateInput.CreateInterleaved(Jitter(after), Jitter(before), Simulation.Today)).Outcome);
    }

    [Fact]
    public void A_total_at_the_threshold_requests_more_runs_and_is_inconclusive_without_them()
    {
        // Four per cent slower, in runs that differ by more than that.
        Measurement Side(double factor, bool falling = false) => new Simulation(9).Record(Program, 5) is var m
            ? m with { Counts = new RunCounts(m.Counts.Runs.Select((r, i) => r with { Weight = (long)(r.Weight * factor * (1 + ((falling ? 4 - i : i) * 0.015))) }), m.Counts.Functions) } : null!;
        var input = GateInput.CreateInterleaved(Side(1), Side(1.04, falling: true), Simulation.Today);
        var more = Gate().Judge(input with { CanContinue = true });
        Assert.Equal((StageDecision.Continue, 10), (more.Plan.Decision, more.Plan.NextRuns));
        Assert.Contains("the total is borderline", more.Plan.Reason, StringComparison.Ordinal);
        Assert.Equal(GateOutcome.Pass, Gate().Judge(input).Outcome);
        Assert.Equal(GateOutcome.Pass, Gate(GatePolicy.Default with { FailOn = FailOn.Regression }).Judge(input with { CanContinue = true }).Outcome);
        Assert.Equal(GateOutcome.Pass, Gate().Judge(GateInput.CreateInterleaved(Side(1), Side(1.01, falling: true), Simulation.Today) with { CanContinue = true }).Outcome);
        Assert.Equal(GateOutcome.Inconclusive, Gate().Judge(GateInput.CreateInterleaved(Side(1), Side(1.07, falling: true), Simulation.Today)).Outcome);
    }

    [Fact]
    public void What_the_machine_decides_may_drift_from_a_stored_baseline_whatever_its_sessions_measured()
    {
        double[] before = [0.012, .. Enumerable.Repeat(0.988 / 25, 25)];
        double[] after = [0.019, .. Enumerable.Repeat(0.981 / 25, 25)];
        Assert.Equal(GateOutcome.Pass, Outcome("libc.so.6", "__memset_avx2_unaligned_erms", interleaved: false));
        Assert.Equal(GateOutcome.Fail, Outcome("libc.so.6", "__memset_avx2_unaligned_erms", interleaved: true));
        Assert.Equal(GateOutcome.Fail, Outcome("app", "Fill", interleaved: false));

        GateOutcome Outcome(string module, string name, bool interleaved)
        {
            var simulation = new Simulation(11);
            var stored = Enumerable.Range(1, 4).Select(session => simulation.Record(before, 5, $"s{session}")).Aggregate((all, more) => all.Append(more));
            return Gate().Judge(new GateInput { Baseline = Named(stored), Candidate = Named(simulation.Record(after, 20, "s9")), Interleaved = interleaved, Today = Simulation.Today }).Outcome;

            Measurement Named(Measurement m) => m with { Counts = new RunCounts(m.Counts.Runs, m.Counts.Functions.Select(f => f.Name.Name == "F0" ? f with { Name = new FunctionName(module, name) } : f)) };
        }
    }

    [Fact]
    public void All_evidence_is_explained_in_words()
    {
        var verdict = Judge(Program, Slower);
        var text = verdict.Explain(new FunctionName("app", "F3"));
        foreach (var word in (string[])["regressed", "Self share by run before", "degrees of freedom", "common factor", "would have been detected", "recorded interleaved", "Unadjusted p of the rise", "Adjusted p, for the"])
        {
            Assert.Contains(word, text, StringComparison.Ordinal);
        }

        Assert.Contains("less than 0.2 %", verdict.Explain(new FunctionName("app", "missing")), StringComparison.Ordinal);
        Assert.Contains("F3", verdict.Explain(new FunctionPattern("F3")), StringComparison.Ordinal);
    }

    [Fact]
    public void Sentences_and_tables_show_the_same_p_and_say_that_it_is_adjusted()
    {
        var verdict = Judge(Program, Slower);
        var function = verdict.Failures.First();
        var adjusted = NumberFormatter.FormatProbability(function.AdjustedPValue);
        Assert.NotEqual(adjusted, NumberFormatter.FormatProbability(Math.Max(function.PValue, function.NormalizedPValue)));
        Assert.Contains($", adjusted p {adjusted}, ", function.Text, StringComparison.Ordinal);
        Assert.Contains(verdict.Diagnostics, d => d.Message.Contains($", adjusted p {adjusted}, ", StringComparison.Ordinal));
        Assert.Contains($"tested: {adjusted}. ", verdict.Explain(function.Name), StringComparison.Ordinal);
        using var page = new MemoryStream();
        new MarkdownVerdictWriter().Write([new VerdictReport("b", verdict)], page);
        var text = Encoding.UTF8.GetString(page.ToArray());
        Assert.Contains("| adjusted p |", text, StringComparison.Ordinal);
        Assert.Contains($"| {adjusted} |", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Nonsense_in_a_policy_is_named()
    {
        foreach (var policy in (GatePolicy[])[new() { MinimumRise = 0 }, new() { MinimumRise = double.NaN }, new() { Stages = [] }, new() { Stages = [new(10, 0.1), new(5, 0.1)] }, new() { Stages = [new(5, 0)] }, new() { MaximumLost = -1 }])
        {
            Assert.Equal(DiagnosticCodes.ConfigurationError, Assert.Throws<PerfHarnessException>(() => new Gate(policy)).Diagnostic.Code);
        }
    }

    private static Gate Gate(GatePolicy? policy = null) => new(policy ?? GatePolicy.Default);

    private static GateVerdict Judge(double[] before, double[] after, GatePolicy? policy = null) => Gate(policy).Judge(Pair(before, after));

    private static GateInput Pair(double[] before, double[] after, int runs = 5)
    {
        var simulation = new Simulation(42);
        return GateInput.CreateInterleaved(simulation.Record(before, runs), simulation.Record(after, runs), Simulation.Today);
    }

    private static GateInput WithConditions(GateInput input, Func<Conditions, Conditions> change) => input with
    {
        Baseline = input.Baseline! with { Conditions = input.Baseline.Conditions with { Fingerprint = new Fingerprint { CpuModel = "A", Kernel = "6" }, InputHash = "old" } },
        Candidate = input.Candidate with { Conditions = change(input.Candidate.Conditions with { Fingerprint = new Fingerprint { CpuModel = "A", Kernel = "6" }, InputHash = "old" }) },
    };

    // Ten functions of 500 samples a run, but for some.
    private static Measurement Counts(params (int Function, long[] Counts)[] special)
    {
        var counts = Enumerable.Range(0, 10).Select(_ => new long[] { 500, 505, 495, 502, 498 }).ToArray();
        foreach (var (function, own) in special)
        {
            counts[function] = own;
        }

        return Simulation.CreateMeasurement(counts);
    }
}
