using PerfHarness.Gating;
using PerfHarness.Gating.Statistics;
using PerfHarness.Measurements;

namespace PerfHarness.Tests.Gating.Statistics;

public sealed class PairCorrelationTests
{
    private static readonly double[] Program = Simulation.Zipf(40);

    [Fact]
    public void Runs_under_a_load_that_changes_from_pair_to_pair_are_tested_in_pairs()
    {
        var (before, after) = Record(0.15, Program, Program, 10);
        var (paired, independent) = (Test(before, after, arePairs: true), Test(before, after, arePairs: false));
        Assert.True(paired.IsPaired);
        Assert.False(independent.IsPaired);
        Assert.True(paired.Functions[0].SamplingVariance < independent.Functions[0].SamplingVariance / 2);
    }

    [Fact]
    public void Runs_that_have_nothing_in_common_are_two_sides()
    {
        var (before, after) = Record(0, Program, Program, 10);
        Assert.False(Test(before, after, arePairs: true).IsPaired);
        // One side's runs next to those of other pairs.
        var (loaded, other) = Record(0.15, Program, Program, 10);
        Assert.False(Test(Rotate(loaded), other, arePairs: true).IsPaired);
        Assert.False(Test(loaded, Record(0.15, Program, Program, 9).After, arePairs: true).IsPaired);
    }

    [Fact]
    public void A_rise_that_the_load_would_hide_is_found_and_identical_builds_do_not_fail()
    {
        var slower = Simulation.Plant(Program, 3, 0.015);
        var found = Enumerable.Range(0, 20).Count(i => Judge(Record(0.15, Program, slower, 10, 100 + i)).Outcome == GateOutcome.Fail);
        var hidden = Enumerable.Range(0, 20).Count(i => Record(0.15, Program, slower, 10, 100 + i) is var (before, after) && Judge((Rotate(before), after)).Outcome == GateOutcome.Fail);
        Assert.InRange(found, 16, 20);
        Assert.InRange(hidden, 0, 6);
        Assert.All(Enumerable.Range(0, 60), i => Assert.NotEqual(GateOutcome.Fail, Judge(Record(0.15, Program, Program, 10, 200 + i)).Outcome));
        var verdict = Judge(Record(0.15, Program, slower, 10));
        Assert.True(verdict.IsPaired);
        Assert.Contains("their differences are tested", verdict.Explain(verdict.Functions[0].Name), StringComparison.Ordinal);
    }

    private static GateVerdict Judge((Measurement Before, Measurement After) sides) =>
        new Gate().Judge(GateInput.CreateInterleaved(sides.Before, sides.After, Simulation.Today));

    private static ShareTest Test(Measurement before, Measurement after, bool arePairs)
    {
        var counts = new PairedCounts(before.Counts, after.Counts);
        return ShareTest.Run(counts.Baseline, counts.Candidate, [.. counts.Names.Select(_ => 0.01)], arePairs);
    }

    // In each pair every function's cost has a deviate of its own.
    private static (Measurement Before, Measurement After) Record(double load, double[] before, double[] after, int pairs, int seed = 1)
    {
        var simulation = new Simulation(seed, rho: 0);
        var random = new Random(seed);
        Measurement? one = null, other = null;
        for (var i = 0; i < pairs; i++)
        {
            var factors = before.Select(_ => Math.Exp(load * Math.Sqrt(3) * ((2 * random.NextDouble()) - 1))).ToArray();
            Measurement Run(double[] shares) => simulation.Record([.. shares.Zip(factors, (s, f) => s * f)], 1);
            (one, other) = (one?.Append(Run(before)) ?? Run(before), other?.Append(Run(after)) ?? Run(after));
        }

        return (one!, other!);
    }

    private static Measurement Rotate(Measurement m)
    {
        var order = Enumerable.Range(0, m.Counts.Runs.Count).Select(i => (i + 1) % m.Counts.Runs.Count).ToArray();
        return m with { Counts = new RunCounts(order.Select(i => m.Counts.Runs[i]), m.Counts.Functions.Select(f => f with { Self = [.. order.Select(i => f.Self[i])] })) };
    }
}
