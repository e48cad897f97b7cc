using PerfHarness.Gating;
using PerfHarness.Measurements;

namespace PerfHarness.Tests.Gating;

/// <summary>40 interleaved runs per side, where 20 leave one question open.</summary>
public sealed class ExtraStageTests
{
    [Fact]
    public void One_borderline_function_at_the_last_stage_is_worth_another_look()
    {
        var verdict = Judge(Pair(20, 1));
        Assert.Equal((StageDecision.Continue, 40, 20), (verdict.Plan.Decision, verdict.Plan.NextRuns, verdict.Plan.AdditionalRuns));
        Assert.EndsWith("recording 20 more runs per side", verdict.Plan.Reason, StringComparison.Ordinal);
        var last = Judge(Pair(40, 1));
        Assert.NotEqual(StageDecision.Continue, last.Plan.Decision);
        Assert.Equal(0.0001, last.Plan.Alpha);
    }

    [Fact]
    public void Several_are_not()
    {
        var verdict = Judge(Pair(20, 2));
        Assert.Equal((2, GateOutcome.Inconclusive, StageDecision.Inconclusive), (verdict.Functions.Count(f => f.Outcome == FunctionOutcome.Borderline), verdict.Outcome, verdict.Plan.Decision));
    }

    [Theory]
    [InlineData(20)]
    [InlineData(39)]
    public void A_maximum_of_runs_is_kept(int most) => Assert.Equal(StageDecision.Inconclusive, Judge(Pair(20, 1) with { MaximumRuns = most }).Plan.Decision);

    [Fact]
    public void Without_time_or_with_a_stored_baseline_there_is_none()
    {
        Assert.Equal(StageDecision.Inconclusive, Judge(Pair(20, 1) with { CanContinue = false }).Plan.Decision);
        Assert.NotEqual(StageDecision.Continue, Judge(Pair(20, 1) with { Interleaved = false }).Plan.Decision);
    }

    [Fact]
    public void Who_chooses_the_stages_gets_no_other()
    {
        var chosen = GatePolicy.Default with { Stages = [new(5, 0.0002), new(10, 0.0003), new(20, 0.0005)] };
        Assert.Null(chosen.ExtraStage);
        Assert.Equal(StageDecision.Inconclusive, Judge(Pair(20, 1), chosen).Plan.Decision);
        var same = GatePolicy.Default with { Stages = GatePolicy.Default.Stages, MinimumRise = 0.006 };
        Assert.Equal(new GateStage(40, 0.0001), same.ExtraStage);
        Assert.Equal(0.001, GatePolicy.Default.WithAlpha(0.01).ExtraStage!.Value.Alpha, 9);
        Assert.Null(chosen.WithAlpha(0.01).ExtraStage);
    }

    // 4,000 samples a run; a function of 5 % varies by half a point and rises by 0.6.
    private static GateInput Pair(int runs, int risen)
    {
        long[] noise = [-40, 30, 10, -30, 35, -5, 20, -20];
        Measurement Side(int shift, int phase) => Simulation.CreateMeasurement([.. Enumerable.Range(0, 20)
            .Select(k => Enumerable.Range(0, runs).Select(run => 200 + (k < risen ? shift + (2 * noise[(run + phase + k) % noise.Length]) : noise[(run + phase + (3 * k)) % noise.Length] / 20)).ToArray())]);
        return GateInput.CreateInterleaved(Side(0, 0), Side(36, 3), Simulation.Today) with { CanContinue = true, LookCount = 3 };
    }

    private static GateVerdict Judge(GateInput input, GatePolicy? policy = null) => new Gate(policy).Judge(input);
}
