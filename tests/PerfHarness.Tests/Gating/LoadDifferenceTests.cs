using PerfHarness.Formats.Diagnostics;
using PerfHarness.Gating;
using PerfHarness.Measurements;

namespace PerfHarness.Tests.Gating;

public sealed class LoadDifferenceTests
{
    private static readonly double[] Program = Simulation.Zipf(40);

    // As seen on real recordings: a function of the runtime that spins goes from next to nothing to 2 % when another processor is free.
    private static readonly double[] Spinning = Simulation.Plant(Program, 12, 0.03);

    [Fact]
    public void A_rise_under_another_load_than_the_stored_baselines_is_inconclusive_with_both_loads()
    {
        var verdict = Judge(Loaded(Program, 10, 1.1, 1), Loaded(Spinning, 5, 0.3, 2), interleaved: false);
        Assert.Equal(GateOutcome.Inconclusive, verdict.Outcome);
        Assert.Equal(4, verdict.ExitCode);
        Assert.Contains("kept 1.1 CPUs busy during the baseline's runs, and 0.3 during these", verdict.Reasons[0], StringComparison.Ordinal);
        Assert.Contains(verdict.Reasons, r => r.StartsWith("F12: ", StringComparison.Ordinal));
        Assert.DoesNotContain(verdict.Diagnostics, d => d.Severity == Severity.Error);
    }

    [Fact]
    public void A_rise_that_no_load_explains_fails_all_the_same() =>
        Assert.Equal(GateOutcome.Fail, Judge(Loaded(Program, 10, 1.1, 1), Loaded(Simulation.Plant(Program, 12, 0.08), 5, 0.3, 2), interleaved: false).Outcome);

    [Fact]
    public void Interleaved_sides_share_the_load_and_fail()
    {
        Assert.Equal(GateOutcome.Fail, Judge(Loaded(Program, 10, 1.1, 1), Loaded(Spinning, 10, 0.3, 2), interleaved: true).Outcome);
    }

    [Fact]
    public void The_same_load_fails() =>
        Assert.Equal(GateOutcome.Fail, Judge(Loaded(Program, 10, 0.6, 1), Loaded(Spinning, 5, 0.6, 2), interleaved: false).Outcome);

    [Fact]
    public void A_load_that_leaves_processors_free_fails() =>
        Assert.Equal(GateOutcome.Fail, Judge(Loaded(Program, 10, 1.1, 1), Loaded(Spinning, 5, 0.3, 2), interleaved: false, cores: 16).Outcome);

    [Fact]
    public void Without_knowing_the_load_it_fails() =>
        Assert.Equal(GateOutcome.Fail, Judge(new Simulation(1).Record(Program, 10), new Simulation(2).Record(Spinning, 5), interleaved: false).Outcome);

    [Fact]
    public void Another_load_alone_passes() =>
        Assert.Equal(GateOutcome.Pass, Judge(Loaded(Program, 10, 1.1, 1), Loaded(Program, 5, 0.3, 2), interleaved: false).Outcome);

    private static GateVerdict Judge(Measurement before, Measurement after, bool interleaved, int cores = 2)
    {
        var conditions = new Conditions { Event = "cpu-clock", Frequency = 997, Fingerprint = new Fingerprint { ProcessorCount = cores } };
        return new Gate(GatePolicy.Default).Judge(new GateInput
        {
            Baseline = before with { Conditions = conditions },
            Candidate = after with { Conditions = conditions },
            Interleaved = interleaved,
            Today = Simulation.Today,
        });
    }

    // The program itself uses 0.9 processors; the load of the others varies by some per cent from run to run.
    private static Measurement Loaded(double[] shares, int runs, double load, int seed)
    {
        var m = new Simulation(seed).Record(shares, runs);
        var random = new Random(seed);
        var records = m.Counts.Runs.Select(r => r with
        {
            WallTime = TimeSpan.FromSeconds(r.SampledTime!.Value.TotalSeconds / 0.9),
            CpuTime = r.SampledTime,
            BusyTime = TimeSpan.FromSeconds(r.SampledTime!.Value.TotalSeconds / 0.9 * (0.9 + load + (0.1 * (random.NextDouble() - 0.5)))),
        });
        return m with { Counts = new RunCounts(records, m.Counts.Functions) };
    }
}
