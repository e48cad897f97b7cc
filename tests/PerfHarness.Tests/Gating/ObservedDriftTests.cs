using PerfHarness.Gating;
using PerfHarness.Gating.Statistics;
using PerfHarness.Measurements;
using PerfHarness.Profiles;

namespace PerfHarness.Tests.Gating;

public sealed class ObservedDriftTests
{
    private static readonly double[] Program = Simulation.Zipf(40);

    [Fact]
    public void The_drift_between_two_sessions_is_seen_in_their_comparison()
    {
        var simulation = new Simulation(1, rho: 0, samples: 20_000);
        double Estimate(double sigma) => Enumerable.Range(0, 20)
            .Select(_ => Observe(simulation.Record(Program, 10), simulation.Record(simulation.Drift(Program, sigma), 10)).Typical!.Value).Average();

        Assert.InRange(Estimate(0), 0, 0.01);
        Assert.InRange(Estimate(0.05), 0.04, 0.06);
        Assert.InRange(Estimate(0.1), 0.08, 0.12);
    }

    [Fact]
    public void A_function_that_changed_is_not_the_drift_and_not_its_own_excuse()
    {
        var simulation = new Simulation(2, rho: 0, samples: 20_000);
        var changed = Simulation.Plant(Program, 0, 0.1);
        var (observed, names) = ObserveNamed(simulation.Record(Program, 10), simulation.Record(changed, 10));
        Assert.InRange(observed.Typical!.Value, 0, 0.02);
        Assert.InRange(observed.Find(names.IndexOf(new FunctionName("app", "F0")), new FunctionName("app", "F0"))!.Value, 0, 0.005);
    }

    [Fact]
    public void Kinds_of_code_have_drifts_of_their_own()
    {
        var simulation = new Simulation(3, rho: 0, samples: 20_000);
        double[] flat = [.. Enumerable.Repeat(1 / 40.0, 40)];
        double[] now = [.. flat.Select((p, k) => k % 2 == 0 ? p * (k % 4 == 0 ? 1.15 : 0.87) : p)];
        Measurement Name(Measurement m) => m with { Counts = new RunCounts(m.Counts.Runs, m.Counts.Functions.Select(f => int.Parse(f.Name.Name.AsSpan(1)) % 2 == 0 ? f with { Name = new FunctionName("[kernel]", f.Name.Name) } : f)) };
        var (observed, _) = ObserveNamed(Name(simulation.Record(flat, 10)), Name(simulation.Record(now, 10)));
        var kinds = observed.ByKind.ToDictionary(k => k.Kind, k => k.Drift);
        Assert.InRange(kinds["kernel and memory"], 0.1, 0.25);
        Assert.InRange(kinds["other code"], 0, 0.02);
        Assert.Contains("away from the baseline's", observed.Describe(), StringComparison.Ordinal);
    }

    [Fact]
    public void Few_functions_say_nothing()
    {
        var simulation = new Simulation(4);
        var observed = Observe(simulation.Record([0.5, 0.3, 0.2], 10), simulation.Record([0.5, 0.3, 0.2], 5));
        Assert.Null(observed.Typical);
        Assert.Null(observed.Describe());
        Assert.Null(observed.Find(0, new FunctionName("app", "F0")));
    }

    [Fact]
    public void A_stored_baseline_fails_less_easily_where_more_drift_is_seen_than_is_assumed()
    {
        var simulation = new Simulation(5);
        double[] flat = [.. Enumerable.Repeat(1 / 30.0, 30)];
        double[] now = [.. flat.Select((p, k) => p * (k % 2 == 0 ? 1.25 : 0.8))];
        var input = new GateInput { Baseline = simulation.Record(flat, 20), Candidate = simulation.Record(now, 20, "now"), Today = Simulation.Today };
        var verdict = new Gate().Judge(input);
        Assert.NotEqual(GateOutcome.Fail, verdict.Outcome);
        Assert.All(verdict.Functions, f => Assert.InRange(f.Drift, 0.15, 0.4));
    }

    [Fact]
    public void The_excess_spread_is_what_the_errors_do_not_explain()
    {
        var random = new Random(6);
        double Normal() => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
        (double, double, double)[] Draw(double excess) => [.. Enumerable.Range(0, 2000).Select(_ => (Normal() * Math.Sqrt(0.01 + (excess * excess)), 0.01, 1.0))];
        Assert.InRange(ExcessSpread.Estimate(Draw(0), 1), 0, 0.03);
        Assert.InRange(ExcessSpread.Estimate(Draw(0.2), 0), 0.19, 0.21);
        Assert.True(ExcessSpread.Estimate(Draw(0.2), 1) < 0.205);
        // One value in ten that has nothing to do with the others.
        Assert.InRange(ExcessSpread.Estimate([.. Draw(0.2).Select((v, i) => i % 10 == 0 ? (5, v.Item2, v.Item3) : v)], 0), 0.19, 0.3);
        Assert.Equal(0, ExcessSpread.Estimate([], 0));
        Assert.Equal(0, ExcessSpread.Estimate([(0, 0, 1)], 0));
    }

    private static ObservedDrift Observe(Measurement before, Measurement after) => ObserveNamed(before, after).Drift;

    private static (ObservedDrift Drift, List<FunctionName> Names) ObserveNamed(Measurement before, Measurement after)
    {
        var counts = new PairedCounts(before.Counts, after.Counts);
        return (ObservedDrift.Create(ShareTest.Run(counts.Baseline, counts.Candidate, 0.05), counts), [.. counts.Names]);
    }
}
