using PerfHarness.Gating;
using PerfHarness.Measurements;

namespace PerfHarness.Tests.Gating;

public sealed class TotalTests
{
    private static readonly double[] Program = [.. Enumerable.Repeat(1 / 30.0, 30)];

    [Theory]
    [InlineData(1.0, StageDecision.Pass)]
    [InlineData(1.03, StageDecision.Pass)]
    [InlineData(0.7, StageDecision.Pass)]
    [InlineData(1.12, StageDecision.Confirm)]
    [InlineData(5.3, StageDecision.Confirm)]
    internal void A_stored_total_that_may_have_risen_is_confirmed(double factor, StageDecision decision)
    {
        var verdict = Judge(Stored(factor) with { CanConfirm = true });
        Assert.Equal(decision, verdict.Plan.Decision);
        Assert.Equal(decision == StageDecision.Confirm, verdict.Plan.Reason.StartsWith("the total may have risen: total CPU time +", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(1.2, GateOutcome.Pass)]
    [InlineData(1.37, GateOutcome.Inconclusive)]
    [InlineData(1.6, GateOutcome.Fail)]
    [InlineData(5.3, GateOutcome.Fail)]
    public void A_stored_total_alone_fails_only_beyond_the_drift_of_machines(double factor, GateOutcome outcome)
    {
        var verdict = Judge(Stored(factor));
        Assert.Equal(outcome, verdict.Outcome);
        Assert.Equal(factor, verdict.Total!.Ratio, 0.02);
        Assert.Equal(0.1, verdict.Total.Drift);
    }

    [Fact]
    public void Drift_that_four_sessions_have_measured_replaces_what_is_assumed()
    {
        double[] speeds = [1, 1.01, 0.99, 1, 1.01, 0.99, 1, 1.01, 0.99, 1.02, 0.98, 1];
        var quiet = speeds.Select((f, s) => Side(f, 3, $"s{s}")).Aggregate((a, b) => a.Append(b));
        var verdict = Judge(new GateInput { Baseline = quiet, Candidate = Side(1.2, 5, "now"), Today = Simulation.Today });
        Assert.Equal(GateOutcome.Fail, verdict.Outcome);
        Assert.InRange(verdict.Total!.Drift, 0.01, 0.02);

        var loud = speeds.Select((f, s) => Side(1 + ((f - 1) * 10), 3, $"s{s}")).Aggregate((a, b) => a.Append(b));
        Assert.Equal(GateOutcome.Pass, Judge(new GateInput { Baseline = loud, Candidate = Side(1.2, 5, "now"), Today = Simulation.Today }).Outcome);
    }

    [Fact]
    public void Recordings_of_an_unknown_part_of_the_run_need_twice_the_evidence()
    {
        var input = Stored(1.6);
        Measurement Partial(Measurement m) => With(m, (r, _) => r with { CpuTime = null });
        var verdict = Judge(input with { Baseline = Partial(input.Baseline!), Candidate = Partial(input.Candidate) });
        Assert.Equal(0.2, verdict.Total!.Drift);
        Assert.Equal(GateOutcome.Pass, verdict.Outcome);
        var detected = Judge(input with { IsStartDetected = true });
        Assert.Equal((0.2, GateOutcome.Pass), (detected.Total!.Drift, detected.Outcome));
    }

    [Fact]
    public void Pairs_that_shared_a_changing_load_are_compared_pair_by_pair()
    {
        double[] loads = [1, 1.3, 0.9, 1.5, 1.1, 0.8, 1.4, 1.2, 1, 1.6];
        Measurement Loaded(double factor, int phase) => With(Side(factor, 10, "s"), (r, i) => r with { Weight = (long)(r.Weight * loads[(i + phase) % loads.Length]), CpuTime = null });
        var slower = Judge(GateInput.CreateInterleaved(Loaded(1, 0), Loaded(1.05, 0), Simulation.Today));
        Assert.Equal(GateOutcome.Fail, slower.Outcome);
        Assert.Contains("10+10 runs, pair by pair)", slower.Total!.Text, StringComparison.Ordinal);
        Assert.Equal(GateOutcome.Pass, Judge(GateInput.CreateInterleaved(Loaded(1, 0), Loaded(1, 0), Simulation.Today)).Outcome);
        var unpaired = Judge(GateInput.CreateInterleaved(Loaded(1, 0), Loaded(1.05, 4), Simulation.Today));
        Assert.NotEqual(GateOutcome.Fail, unpaired.Outcome);
        Assert.DoesNotContain("pair by pair", unpaired.Total!.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Runs_that_say_how_much_work_they_did_are_judged_by_operation()
    {
        // Twice the work in twice the time, and twice the time for the same work.
        Measurement Of(Measurement m, long operations) => With(m, (r, i) => r with { Operations = operations + i });
        var (before, after) = (Side(1, 5, "s"), Side(2, 5, "s"));
        var same = Judge(GateInput.CreateInterleaved(Of(before, 1000), Of(after, 2000), Simulation.Today));
        Assert.Equal(GateOutcome.Pass, same.Outcome);
        Assert.True(same.Total!.IsPerOperation);
        Assert.Equal(1, same.Total.Ratio, 0.02);
        var slower = Judge(GateInput.CreateInterleaved(Of(before, 1000), Of(after, 1000), Simulation.Today));
        Assert.Equal(GateOutcome.Fail, slower.Outcome);
        Assert.StartsWith("CPU time per operation +10", slower.Total!.Text, StringComparison.Ordinal);
        Assert.Null(Judge(GateInput.CreateInterleaved(before, Of(after, 1000), Simulation.Today)).Total);
    }

    [Fact]
    public void Totals_that_vary_too_much_to_be_judged_are_said_to()
    {
        Measurement Noisy(Measurement m, int phase) => With(m, (r, i) => r with { Weight = (long)(r.Weight * (1 + (0.1 * ((i + phase) % 3)))), CpuTime = null });
        var verdict = Judge(GateInput.CreateInterleaved(Noisy(Side(1, 5, "s"), 0), Noisy(Side(1, 5, "s"), 1), Simulation.Today));
        Assert.Equal(GateOutcome.Pass, verdict.Outcome);
        Assert.Contains(verdict.Reasons, r => r.StartsWith("the total CPU time could not be judged: it varies by ±", StringComparison.Ordinal));
        Assert.DoesNotContain(Judge(GateInput.CreateInterleaved(Side(1, 5, "s"), Side(1, 5, "s"), Simulation.Today)).Reasons, r => r.Contains("could not be judged", StringComparison.Ordinal));
    }

    [Fact]
    public void A_program_that_only_waits_longer_is_a_warning()
    {
        Measurement Lasting(double seconds) => With(Side(1, 5, "s"), (r, i) => r with { WallTime = TimeSpan.FromSeconds(seconds * (1 + (0.01 * i))) });
        var verdict = Judge(GateInput.CreateInterleaved(Lasting(5), Lasting(8), Simulation.Today));
        Assert.Equal(GateOutcome.Warning, verdict.Outcome);
        Assert.StartsWith("wall time +60.00 %", verdict.Reasons[0], StringComparison.Ordinal);
        Assert.Equal(GateOutcome.Pass, Judge(GateInput.CreateInterleaved(Lasting(5), Lasting(5.1), Simulation.Today)).Outcome);
        Assert.Null(Judge(GateInput.CreateInterleaved(Lasting(5), Lasting(8), Simulation.Today) with { Interleaved = false }).WallTime);
    }

    private static GateVerdict Judge(GateInput input) => new Gate().Judge(input);

    private static GateInput Stored(double factor) =>
        new() { Baseline = Side(1, 10, "stored"), Candidate = Side(factor, 5, "now"), Today = Simulation.Today };

    // One per cent between runs.
    private static Measurement Side(double factor, int runs, string session) => With(new Simulation(1).Record(Program, runs, session), (r, i) =>
    {
        var weight = (long)(5e9 * factor * (1 + (0.01 * ((i % 3) - 1))));
        return r with { Weight = weight, CpuTime = TimeSpan.FromTicks(weight / 100) };
    });

    private static Measurement With(Measurement m, Func<RunRecord, int, RunRecord> change) =>
        m with { Counts = new RunCounts(m.Counts.Runs.Select(change), m.Counts.Functions) };
}
