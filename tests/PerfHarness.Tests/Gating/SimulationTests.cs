using PerfHarness.Gating;
using PerfHarness.Measurements;

namespace PerfHarness.Tests.Gating;

/// <summary>Rates that eng/verdict.md promises, on some dozens of builds each. Seeds are fixed.</summary>
public sealed class SimulationTests
{
    private static readonly double[] Program = Simulation.Zipf();

    [Theory]
    [InlineData(0, 0, 5.5)]
    [InlineData(1e-4, 0, 6)]
    [InlineData(5e-4, 4, 8)]
    [InlineData(2e-3, 10, 14)]
    public void Identical_binaries_do_not_fail(double rho, int inconclusive, double runs)
    {
        var simulation = new Simulation(1, rho);
        var verdicts = Enumerable.Range(0, 80).Select(_ => simulation.Build(Program, Program)).ToList();
        TestContext.Current.SendDiagnosticMessage($"rho {rho}: {verdicts.Count(v => v.Outcome == GateOutcome.Inconclusive)} of {verdicts.Count} inconclusive, {verdicts.Average(v => v.CandidateRuns)} runs");
        Assert.DoesNotContain(verdicts, v => v.Outcome == GateOutcome.Fail);
        Assert.InRange(verdicts.Count(v => v.Outcome == GateOutcome.Inconclusive), 0, inconclusive);
        Assert.InRange(verdicts.Average(v => v.CandidateRuns), 5, runs);
    }

    [Fact]
    public void A_function_that_jumps_in_some_processes_raises_no_false_alarm()
    {
        // One of 200 functions has 2 percentage points more in a fifth of the processes.
        var simulation = new Simulation(2);
        var jumped = Simulation.Plant(Program, 4, 0.02);
        var random = new Random(2);
        var gate = new Gate(GatePolicy.Default);
        var failures = 0;
        for (var build = 0; build < 80; build++)
        {
            var sides = Enumerable.Range(0, 2).Select(_ => Enumerable.Range(0, 5)
                .Select(_ => simulation.Record(random.Next(5) == 0 ? jumped : Program, 1)).Aggregate((a, b) => a.Append(b))).ToArray();
            failures += gate.Judge(GateInput.CreateInterleaved(sides[0], sides[1], Simulation.Today)).Outcome == GateOutcome.Fail ? 1 : 0;
        }

        Assert.Equal(0, failures);
    }

    [Theory]
    [InlineData(2, 0.01, 0.85)]
    [InlineData(12, 0.01, 0.97)]
    [InlineData(2, 0.02, 0.97)]
    [InlineData(12, 0.02, 1)]
    [InlineData(0, 0.02, 0.9)]
    [InlineData(0, 0.05, 1)]
    [InlineData(30, 0.05, 1)]
    public void A_planted_regression_is_caught(int function, double points, double atLeast)
    {
        var simulation = new Simulation(3);
        var after = Simulation.Plant(Program, function, points);
        var verdicts = Enumerable.Range(0, 40).Select(_ => simulation.Build(Program, after)).ToList();
        var caught = verdicts.Count(v => v.Outcome == GateOutcome.Fail);
        TestContext.Current.SendDiagnosticMessage($"+{points} on {Program[function]:0.0 %}: {caught} of {verdicts.Count} caught");
        Assert.True(caught >= atLeast * verdicts.Count, $"{caught} of {verdicts.Count}");
        Assert.All(verdicts.SelectMany(v => v.Failures), f => Assert.Equal($"F{function}", f.Name.Name));
    }

    [Fact]
    public void A_function_that_gets_twice_as_fast_fails_no_other()
    {
        double[] program = [0.3, .. Program.Select(p => p * 0.7)];
        var simulation = new Simulation(4);
        var verdicts = Enumerable.Range(0, 40).Select(_ => simulation.Build(program, Simulation.ScaleCost(program, 0, 0.5))).ToList();
        Assert.DoesNotContain(verdicts, v => v.Outcome == GateOutcome.Fail);
        Assert.All(verdicts, v => Assert.Equal(FunctionOutcome.Improved, v.Find(new("app", "F0"))!.Outcome));
        // 1 / 0.85: every other share rises by 18 %.
        Assert.InRange(verdicts.Average(v => v.CommonFactor), 1.16, 1.19);
        Assert.Contains(verdicts, v => v.Functions.Any(f => f.Outcome == FunctionOutcome.CostShift));
    }

    [Fact]
    public void A_regression_behind_a_cost_shift_is_still_caught()
    {
        double[] program = [0.3, .. Program.Select(p => p * 0.7)];
        var after = Simulation.Plant(Simulation.ScaleCost(program, 0, 0.5), 5, 0.025);
        var simulation = new Simulation(5);
        var verdicts = Enumerable.Range(0, 40).Select(_ => simulation.Build(program, after)).ToList();
        Assert.True(verdicts.Count(v => v.Outcome == GateOutcome.Fail) >= 38);
        Assert.All(verdicts.SelectMany(v => v.Failures), f => Assert.Equal("F5", f.Name.Name));
    }

    [Fact]
    public void Drift_between_sessions_is_learned_from_the_baseline_and_does_not_fail()
    {
        var simulation = new Simulation(6);
        var gate = new Gate(GatePolicy.Default);
        var kappas = new List<double>();
        var failures = 0;
        for (var build = 0; build < 50; build++)
        {
            var baseline = Enumerable.Range(0, 4).Select(s => simulation.Record(simulation.Drift(Program, 0.05), 5, $"s{s}")).Aggregate((a, b) => a.Append(b));
            var candidate = simulation.Record(simulation.Drift(Program, 0.05), 5, "now");
            var verdict = gate.Judge(new GateInput { Baseline = baseline, Candidate = candidate, Today = Simulation.Today });
            failures += verdict.Outcome == GateOutcome.Fail ? 1 : 0;
            kappas.Add(verdict.SessionDrift.MeasuredDrift!.Value);
        }

        Assert.InRange(failures, 0, 1);
        Assert.InRange(kappas.Average(), 0.035, 0.06);
    }

    [Theory]
    [InlineData(0.6, 0.4)]
    [InlineData(0.7, 0.2, 0.1)]
    [InlineData(0.25, 0.25, 0.25, 0.25)]
    public void In_a_program_of_few_functions_drift_does_not_fail_and_a_large_rise_does(params double[] shares)
    {
        var simulation = new Simulation(12);
        var gate = new Gate(GatePolicy.Default);
        GateVerdict Judge(double[] now) => gate.Judge(new GateInput
        {
            Baseline = simulation.Record(simulation.Drift(shares, 0.05), 10),
            Candidate = simulation.Record(simulation.Drift(now, 0.05), 5, "now"),
            Today = Simulation.Today,
        });
        Assert.InRange(Enumerable.Range(0, 300).Count(_ => Judge(shares).Outcome == GateOutcome.Fail), 0, 2);
        Assert.InRange(Enumerable.Range(0, 100).Count(_ => Judge(Simulation.ScaleCost(shares, 0, 2)).Outcome == GateOutcome.Fail), 90, 100);
    }

    [Fact]
    public void Without_drift_the_measured_noise_is_next_to_none()
    {
        var simulation = new Simulation(7);
        var noise = Enumerable.Range(0, 20)
            .Select(_ => Enumerable.Range(0, 4).Select(s => simulation.Record(Program, 5, $"s{s}")).Aggregate((a, b) => a.Append(b)))
            .Select(b => SessionDrift.Estimate(b.Counts)).ToList();
        Assert.All(noise, n => Assert.Equal(4, n.Sessions));
        Assert.InRange(noise.Average(n => n.MeasuredDrift!.Value), 0, 0.02);
    }
}
