using PerfHarness.Formats.Diagnostics;
using PerfHarness.Gating;
using PerfHarness.Measurements;
using PerfHarness.Profiles;

namespace PerfHarness.Tests.Gating;

public sealed class MoveTests
{
    // F0 40 %, F1 10 %, F2 6 %, F3 6 %, the rest spread over others that nothing happens to.
    private static readonly double[] Before = [0.40, 0.10, 0.06, 0.06, .. Enumerable.Repeat(0.38 / 19, 19)];

    [Fact]
    public void A_callee_that_was_inlined_explains_the_rise_of_its_caller()
    {
        var verdict = Judge(Change((1, 0.06), (2, -0.06)), ("F1", "F2"));
        var f = Find(verdict, "F1");
        Assert.Equal(FunctionOutcome.Moved, f.Outcome);
        Assert.Equal("F2", f.Neighbor!.Value.Name);
        Assert.Contains("its callee F2 lost as much", f.Text, StringComparison.Ordinal);
        Assert.Contains("inline", f.Text, StringComparison.Ordinal);
        Assert.Equal((GateOutcome.Warning, 0), (verdict.Outcome, verdict.ExitCode));
        Assert.Contains(verdict.Diagnostics, d => d.Code == DiagnosticCodes.CostMoved && d.Severity == Severity.Warning);
    }

    [Fact]
    public void A_callee_that_is_no_longer_inlined_takes_from_its_caller()
    {
        var verdict = Judge(Change((2, 0.05), (1, -0.05)), ("F1", "F2"));
        Assert.Equal(FunctionOutcome.Moved, Find(verdict, "F2").Outcome);
        Assert.Contains("its caller F1", Find(verdict, "F2").Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_a_call_between_them_it_is_a_regression()
    {
        var verdict = Judge(Change((1, 0.06), (2, -0.06)), ("F5", "F6"));
        Assert.Equal(FunctionOutcome.Regressed, Find(verdict, "F1").Outcome);
        Assert.Equal(GateOutcome.Fail, verdict.Outcome);
    }

    [Fact]
    public void A_neighbour_that_gave_half_does_not_explain_it()
    {
        var verdict = Judge(Change((1, 0.06), (2, -0.03)), ("F1", "F2"));
        Assert.Equal(FunctionOutcome.Regressed, Find(verdict, "F1").Outcome);
    }

    [Fact]
    public void What_a_neighbour_gave_explains_one_rise_only()
    {
        // F3 gave 5 points, and both F1 and F2 rose by 5.
        var verdict = Judge(Change((1, 0.05), (2, 0.05), (3, -0.05)), ("F1", "F3"), ("F2", "F3"));
        Assert.Equal(
            [FunctionOutcome.Regressed, FunctionOutcome.Moved],
            new[] { Find(verdict, "F1"), Find(verdict, "F2") }.Select(f => f.Outcome).Order());
        Assert.Equal(GateOutcome.Fail, verdict.Outcome);
    }

    [Fact]
    public void A_callee_inlined_into_two_callers_explains_both()
    {
        var verdict = Judge(Change((1, 0.03), (2, 0.03), (3, -0.06)), ("F1", "F3"), ("F2", "F3"));
        Assert.Equal(FunctionOutcome.Moved, Find(verdict, "F1").Outcome);
        Assert.Equal(FunctionOutcome.Moved, Find(verdict, "F2").Outcome);
    }

    [Fact]
    public void A_chain_that_was_inlined_explains_the_rise_of_the_function_that_absorbed_it()
    {
        // F1 calls F2 calls F3. Both are gone, and F2 gave only a quarter of what F1 rose by.
        double[] calls = [0.40, 0.10, 0.02, 0.06, .. Enumerable.Repeat(0.42 / 19, 19)];
        double[] inlined = [0.40, 0.18, 0, 0, .. Enumerable.Repeat(0.42 / 19, 19)];
        Assert.Equal(FunctionOutcome.Moved, Find(JudgeChain(calls, inlined), "F1").Outcome);

        // The same shares where F2 is still called: what it calls is not F1's.
        Assert.Equal(FunctionOutcome.Regressed, Find(JudgeChain(calls, inlined, inclusiveAfter: 0.1), "F1").Outcome);

        // And back: what are frames of their own came out of F1.
        var verdict = JudgeChain(inlined, calls);
        Assert.Equal(FunctionOutcome.Moved, Find(verdict, "F3").Outcome);
        Assert.Equal(FunctionOutcome.Moved, Find(verdict, "F2").Outcome);
        Assert.Empty(verdict.Failures);
    }

    [Fact]
    public void An_edge_that_carries_little_is_no_neighbour()
    {
        var simulation = new Simulation(1);
        var edges = Edges(0.05, ("F1", "F2"));
        var input = GateInput.CreateInterleaved(simulation.Record(Before, 10) with { Edges = edges }, simulation.Record(Change((1, 0.06), (2, -0.06)), 10) with { Edges = edges }, Simulation.Today);
        Assert.Equal(FunctionOutcome.Regressed, Find(new Gate(GatePolicy.Default).Judge(input), "F1").Outcome);
    }

    [Fact]
    public void An_edge_of_the_baseline_alone_is_enough()
    {
        var simulation = new Simulation(1);
        var input = GateInput.CreateInterleaved(simulation.Record(Before, 10) with { Edges = Edges(1, ("F1", "F2")) }, simulation.Record(Change((1, 0.06), (2, -0.06)), 10), Simulation.Today);
        Assert.Equal(FunctionOutcome.Moved, Find(new Gate(GatePolicy.Default).Judge(input), "F1").Outcome);
    }

    [Fact]
    public void A_large_new_function_fails_and_a_small_one_is_reported()
    {
        var simulation = new Simulation(2);
        double[] with = [.. Before.Select(s => s * 0.97), 0.03];
        double[] without = [.. Before, 0];
        var verdict = new Gate(GatePolicy.Default).Judge(GateInput.CreateInterleaved(simulation.Record(without, 5), simulation.Record(with, 5), Simulation.Today));
        var f = Assert.Single(verdict.Failures);
        Assert.Equal((FunctionOutcome.New, $"F{Before.Length}"), (f.Outcome, f.Name.Name));
        Assert.Contains(verdict.Diagnostics, d => d.Code == DiagnosticCodes.NewFunction && d.Severity == Severity.Error);

        double[] small = [.. Before.Select(s => s * 0.993), 0.007];
        verdict = new Gate(GatePolicy.Default).Judge(GateInput.CreateInterleaved(simulation.Record(without, 20), simulation.Record(small, 20), Simulation.Today));
        Assert.Equal(GateOutcome.Pass, verdict.Outcome);
        Assert.Equal(FunctionOutcome.New, Find(verdict, $"F{Before.Length}").Outcome);
    }

    [Fact]
    public void A_new_function_in_a_few_runs_does_not_fail()
    {
        var simulation = new Simulation(3);
        double[] without = [.. Before, 0];
        double[] with = [.. Before.Select(s => s * 0.9), 0.1];
        var after = simulation.Record(without, 7).Append(simulation.Record(with, 3));
        var verdict = new Gate(GatePolicy.Default).Judge(GateInput.CreateInterleaved(simulation.Record(without, 10), after, Simulation.Today));
        Assert.NotEqual(GateOutcome.Fail, verdict.Outcome);
    }

    [Fact]
    public void A_new_and_a_vanished_one_under_the_same_caller_are_perhaps_one_renamed()
    {
        var simulation = new Simulation(4);
        double[] old = [.. Before.Select(s => s * 0.9), 0.1, 0];
        double[] now = [.. Before.Select(s => s * 0.9), 0, 0.1];
        var (oldName, newName) = ($"F{Before.Length}", $"F{Before.Length + 1}");
        var verdict = new Gate(GatePolicy.Default).Judge(GateInput.CreateInterleaved(
            simulation.Record(old, 5) with { Edges = Edges(1, ("F0", oldName)) },
            simulation.Record(now, 5) with { Edges = Edges(1, ("F0", newName)) },
            Simulation.Today));
        Assert.Equal((FunctionOutcome.Renamed, oldName), (Find(verdict, newName).Outcome, Find(verdict, newName).Neighbor!.Value.Name));
        Assert.Equal(FunctionOutcome.Vanished, Find(verdict, oldName).Outcome);
        Assert.Contains($"possibly renamed to {newName}", Find(verdict, oldName).Text, StringComparison.Ordinal);
        Assert.Equal(GateOutcome.Warning, verdict.Outcome);
        Assert.Contains(verdict.Diagnostics, d => d.Code == DiagnosticCodes.FunctionRenamed);

        // Another caller: one is gone, another is new and large.
        verdict = new Gate(GatePolicy.Default).Judge(GateInput.CreateInterleaved(
            simulation.Record(old, 5) with { Edges = Edges(1, ("F0", oldName)) },
            simulation.Record(now, 5) with { Edges = Edges(1, ("F3", newName)) },
            Simulation.Today));
        Assert.Equal(GateOutcome.Fail, verdict.Outcome);
    }

    private static double[] Change(params (int Function, double Points)[] changes)
    {
        var after = (double[])Before.Clone();
        foreach (var (function, points) in changes)
        {
            after[function] += points;
        }

        // What is left over goes where the program's other work is.
        after[0] -= after.Sum() - 1;
        return after;
    }

    private static GateVerdict Judge(double[] after, params (string Caller, string Callee)[] calls)
    {
        var simulation = new Simulation(1);
        var edges = Edges(1, calls);
        return new Gate(GatePolicy.Default).Judge(GateInput.CreateInterleaved(simulation.Record(Before, 10) with { Edges = edges }, simulation.Record(after, 10) with { Edges = edges }, Simulation.Today));
    }

    // F1 calls F2 calls F3, where there are such frames.
    private static GateVerdict JudgeChain(double[] before, double[] after, double inclusiveAfter = 0)
    {
        var simulation = new Simulation(1);
        return new Gate(GatePolicy.Default).Judge(GateInput.CreateInterleaved(Side(before, 0), Side(after, inclusiveAfter), Simulation.Today));

        Measurement Side(double[] shares, double inclusive)
        {
            var recorded = simulation.Record(shares, 10);
            var counts = new RunCounts(recorded.Counts.Runs, recorded.Counts.Functions.Select(f => f with { Total = [.. f.Self.Select(n => n + (f.Name.Name is "F2" or "F3" ? (long)(5000 * inclusive) : 0))] }));
            var called = shares[3] > 0 || inclusive > 0;
            return recorded with { Counts = counts, Edges = called ? Edges(1, ("F1", "F2"), ("F2", "F3")) : CallEdges.Empty };
        }
    }

    // Every function has 1000 samples in all; a call carries a part of them.
    private static CallEdges Edges(double part, params (string Caller, string Callee)[] calls) => new(
        calls.Select(c => new CallEdge(new("app", c.Caller), new("app", c.Callee), (long)(1000 * part))),
        calls.SelectMany(c => new[] { c.Caller, c.Callee }).Distinct().Select(n => KeyValuePair.Create(new FunctionName("app", n), 1000L)));

    private static FunctionVerdict Find(GateVerdict verdict, string name) => verdict.Find(new FunctionName("app", name))!;
}
