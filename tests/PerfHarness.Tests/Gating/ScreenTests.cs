using PerfHarness.Formats.Diagnostics;
using PerfHarness.Gating;
using PerfHarness.Measurements;

namespace PerfHarness.Tests.Gating;

/// <summary>A stored baseline whose program can be recorded again clears a build or has it confirmed.</summary>
public sealed class ScreenTests
{
    // No function above 7 %.
    private static readonly double[] Program = [.. Simulation.Zipf(203).Skip(3).Select(p => p / Simulation.Zipf(203).Skip(3).Sum())];
    private static readonly double[] Slower = Simulation.Plant(Program, 3, 0.02);

    [Fact]
    public void An_identical_build_is_clear_and_says_how_far_away_the_machine_is()
    {
        var verdict = Judge(Input(Program, Program));
        Assert.Equal((GateOutcome.Pass, StageDecision.Pass), (verdict.Outcome, verdict.Plan.Decision));
        Assert.Contains("has risen by as much as matters (5 runs, 10 stored)", verdict.Reasons[0], StringComparison.Ordinal);
        Assert.Contains(verdict.Reasons, r => r.Contains("away from the baseline's", StringComparison.Ordinal) || r.StartsWith("no drift is seen", StringComparison.Ordinal));
        Assert.DoesNotContain(verdict.Diagnostics, d => d.Code == DiagnosticCodes.InsufficientBaseline);
        Assert.All(verdict.Functions, f => Assert.True(!f.IsTested || f.Screened is { IsClear: true }));
        Assert.Contains("Screened against the stored baseline", verdict.Explain(verdict.Functions[0].Name), StringComparison.Ordinal);
    }

    [Fact]
    public void A_rise_is_confirmed_whether_the_stored_baseline_is_sure_of_it_or_not()
    {
        foreach (var points in (double[])[0.012, 0.02, 0.08])
        {
            var verdict = Judge(Input(Program, Simulation.Plant(Program, 3, points)));
            Assert.Equal((GateOutcome.Inconclusive, StageDecision.Confirm), (verdict.Outcome, verdict.Plan.Decision));
            Assert.StartsWith("1 function may have risen, F3 by +", verdict.Plan.Reason, StringComparison.Ordinal);
            Assert.Contains(" (at most +", verdict.Plan.Reason, StringComparison.Ordinal);
            Assert.Empty(verdict.Diagnostics);
        }
    }

    [Fact]
    public void What_cannot_fail_is_not_confirmed()
    {
        var input = Input(Program, Slower);
        Assert.Equal(StageDecision.Confirm, Judge(input).Plan.Decision);
        Assert.Equal(StageDecision.Pass, Judge(input, GatePolicy.Default.WithIgnored("F3")).Plan.Decision);
        Assert.Equal(StageDecision.Pass, Judge(input, GatePolicy.Default.WithWaiver("F3", "known", Simulation.Today)).Plan.Decision);
        Assert.Equal(StageDecision.Confirm, Judge(input, GatePolicy.Default.WithWaiver("F3", "was known", Simulation.Today.AddDays(-1))).Plan.Decision);
        Assert.Equal(StageDecision.Pass, Judge(input, GatePolicy.Default.WithThreshold("F3", 0.05)).Plan.Decision);
        Assert.Equal(StageDecision.Pass, Judge(input, GatePolicy.Default with { FailOn = FailOn.Budget }).Plan.Decision);
    }

    [Fact]
    public void A_budget_fails_without_confirmation()
    {
        var verdict = Judge(Input(Program, Slower), GatePolicy.Default.WithBudget("F0", 0.01));
        Assert.Equal((GateOutcome.Fail, StageDecision.Fail), (verdict.Outcome, verdict.Plan.Decision));
    }

    [Fact]
    public void A_baseline_that_cannot_be_compared_is_recorded_again_and_an_unfit_candidate_is_not()
    {
        var simulation = new Simulation(1);
        var candidate = simulation.Record(Program, 5, "now");
        GateVerdict Against(Measurement baseline, Measurement now) =>
            Judge(new GateInput { Baseline = baseline, Candidate = now, Today = Simulation.Today, CanConfirm = true, CanContinue = true });

        var few = Against(simulation.Record(Program, 3), candidate);
        Assert.Equal((StageDecision.Confirm, "the baseline has only 3 runs; at least 5 are needed"), (few.Plan.Decision, few.Plan.Reason));
        var stored = simulation.Record(Program, 10);
        var otherEvent = Against(stored with { Conditions = stored.Conditions with { Event = "cycles" } }, candidate);
        Assert.Equal(StageDecision.Confirm, otherEvent.Plan.Decision);
        Assert.StartsWith("not comparable: event", otherEvent.Plan.Reason, StringComparison.Ordinal);
        var shortRuns = new Simulation(2, samples: 300);
        Assert.Equal(StageDecision.Confirm, Against(shortRuns.Record(Program, 10), candidate).Plan.Decision);
        Assert.Equal(GateOutcome.Inconclusive, Against(stored, shortRuns.Record(Program, 5)).Outcome);
        Assert.Equal(StageDecision.Inconclusive, Against(stored, shortRuns.Record(Program, 5)).Plan.Decision);
        Assert.Equal((StageDecision.Continue, 5), (Against(stored, simulation.Record(Program, 3)).Plan.Decision, Against(stored, simulation.Record(Program, 3)).Plan.NextRuns));
    }

    [Fact]
    public void A_rise_under_other_conditions_is_confirmed_instead_of_being_a_warning()
    {
        var input = Input(Program, Slower);
        input = input with { Baseline = input.Baseline! with { Conditions = input.Baseline.Conditions with { InputHash = "a" } }, Candidate = input.Candidate with { Conditions = input.Candidate.Conditions with { InputHash = "b" } } };
        Assert.Equal(GateOutcome.Warning, Judge(Input(Program, Simulation.Plant(Program, 3, 0.05)) is var large ? large with { CanConfirm = false, Baseline = large.Baseline! with { Conditions = input.Baseline!.Conditions }, Candidate = large.Candidate with { Conditions = input.Candidate.Conditions } } : input).Outcome);
        Assert.Equal(StageDecision.Confirm, Judge(input).Plan.Decision);
    }

    [Fact]
    public void More_runs_are_recorded_first_where_they_will_probably_clear_the_build()
    {
        // The rise is half of what matters, and five runs are not sure of it.
        var simulation = new Simulation(3, samples: 2500);
        var decisions = Enumerable.Range(0, 40)
            .Select(_ => new GateInput { Baseline = simulation.Record(Program, 20), Candidate = simulation.Record(Program, 5), Today = Simulation.Today, CanConfirm = true, CanContinue = true })
            .Select(input => (More: Judge(input), Once: Judge(input with { CanContinue = false }))).ToList();
        var more = decisions.Where(d => d.More.Plan.Decision == StageDecision.Continue).ToList();
        Assert.NotEmpty(more);
        Assert.All(more, d => Assert.Equal((StageDecision.Confirm, 10), (d.Once.Plan.Decision, d.More.Plan.NextRuns)));
        Assert.All(more, d => Assert.EndsWith("recording 5 more runs, which will probably clear it", d.More.Plan.Reason, StringComparison.Ordinal));
    }

    [Fact]
    public void Without_a_program_to_confirm_with_nothing_is_screened()
    {
        var verdict = Judge(Input(Program, Slower) with { CanConfirm = false });
        Assert.NotEqual(StageDecision.Confirm, verdict.Plan.Decision);
        Assert.All(verdict.Functions, f => Assert.Null(f.Screened));
    }

    [Fact]
    public void Identical_builds_are_mostly_clear_and_rises_are_not()
    {
        var simulation = new Simulation(4);
        StageDecision Screen(double[] after) => Judge(new GateInput
        {
            Baseline = simulation.Record(simulation.Drift(Program, 0.005), 10),
            Candidate = simulation.Record(simulation.Drift(after, 0.005), 5, "now"),
            Today = Simulation.Today,
            CanConfirm = true,
        }).Plan.Decision;

        Assert.InRange(Enumerable.Range(0, 60).Count(_ => Screen(Program) == StageDecision.Confirm), 0, 10);
        Assert.InRange(Enumerable.Range(0, 60).Count(i => Screen(Simulation.Plant(Program, i % 12, 0.01)) == StageDecision.Confirm), 58, 60);
    }

    private static GateVerdict Judge(GateInput input, GatePolicy? policy = null) => new Gate(policy).Judge(input);

    private static GateInput Input(double[] before, double[] after)
    {
        var simulation = new Simulation(1);
        return new GateInput
        {
            Baseline = simulation.Record(before, 10),
            Candidate = simulation.Record(after, 5, "now"),
            Today = Simulation.Today,
            CanConfirm = true,
        };
    }
}
