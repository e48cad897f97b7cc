using System.Text.Json;
using PerfHarness.Calibration;
using PerfHarness.Gating;
using PerfHarness.Measurements;
using PerfHarness.Tests.Gating;

namespace PerfHarness.Tests.Calibration;

public sealed class CalibrationTests
{
    private static readonly CalibrationOptions Small = new() { Splits = 60, SplitsPerRegression = 20, Seed = 7 };
    private static readonly double[] Program = Simulation.Zipf(40);

    [Fact]
    public void A_quiet_program_is_trusted_and_no_split_of_it_fails()
    {
        var c = CalibrationResult.Compute(new Simulation(1, rho: 0).Record(Program, 20), Small);
        Assert.True(c.IsTrustworthy);
        Assert.Equal([SplitPlan.SingleLook, SplitPlan.SingleLook, SplitPlan.Staged, SplitPlan.Stored], c.Splits.Select(s => s.Plan));
        Assert.All(c.Splits, s => Assert.Equal(new Rate(0, 60), s.Failed));
        Assert.InRange(c.TypicalDispersion, 0.6, 1.4);
        Assert.Equal(40, c.FunctionCount);
        Assert.DoesNotContain(c.Noise, n => n.Kind != NoiseKind.Steady);
        Assert.Equal(5000, c.MedianSamples);
    }

    [Fact]
    public void More_runs_and_larger_rises_are_detected_more_often()
    {
        var c = CalibrationResult.Compute(new Simulation(2).Record(Program, 20), Small);
        Assert.Equal([5, 10, 20], c.DetectableRises.Select(d => d.RunsPerSide));
        Assert.True(c.DetectableRises[0].Median > c.DetectableRises[1].Median && c.DetectableRises[1].Median > c.DetectableRises[2].Median);
        Assert.Equal([false, false, true], c.DetectableRises.Select(d => d.Resampled));
        Assert.All(c.InjectedRegressions.Where(p => p.Rise == 0.05), p => Assert.Equal(20, p.Detected.Hits));
        foreach (var function in c.InjectedRegressions.GroupBy(p => p.Function))
        {
            var found = function.Select(p => p.Detected.Hits).ToList();
            Assert.Equal(found.Order(), found);
        }
    }

    [Fact]
    public void The_gate_with_a_stored_baseline_is_calibrated_on_request()
    {
        var series = new Simulation(2).Record(Program, 20);
        Assert.Null(CalibrationResult.Compute(series, Small).Stored);
        var stored = CalibrationResult.Compute(series, Small with { IncludesStored = true }).Stored!;
        Assert.Equal((1, 10), (stored.Sessions, stored.BaselineRuns));
        Assert.Equal([5, 10, 20], stored.Rates.Select(r => r.MaximumRuns));
        Assert.All(stored.Rates, r => Assert.Equal(new Rate(0, 60), r.Failed));
        Assert.All(stored.Rates, r => Assert.InRange(r.MeanRuns, 5, 3 * r.MaximumRuns));
        foreach (var rise in stored.Rises)
        {
            // More runs find smaller rises.
            var found = rise.Smallest.Select(s => s ?? 1).ToList();
            Assert.Equal(found.OrderDescending(), found);
            Assert.InRange(found[^1], 0.01, 0.05);
        }
    }

    [Fact]
    public void Drift_between_sessions_has_more_identical_builds_confirmed_and_fails_none()
    {
        var (quiet, drifting) = (Sessions(0), Sessions(0.08));
        var series = new Simulation(5).Record(Program, 20);
        var options = Small with { IncludesStored = true };
        var (without, with) = (CalibrationResult.Compute(series, options, null, quiet).Stored!, CalibrationResult.Compute(series, options, null, drifting).Stored!);
        Assert.Equal(4, with.Sessions);
        Assert.True(with.Rates[0].Confirmed.Hits > without.Rates[0].Confirmed.Hits, $"{with.Rates[0].Confirmed} {without.Rates[0].Confirmed}");
        Assert.All(with.Rates, r => Assert.Equal(0, r.Failed.Hits));

        static Measurement Sessions(double drift)
        {
            var simulation = new Simulation(6);
            return Enumerable.Range(0, 4).Select(i => simulation.Record(simulation.Drift(Program, drift), 8, $"s{i}")).Aggregate((all, more) => all.Append(more));
        }
    }

    [Fact]
    public void The_same_seed_gives_the_same_figures()
    {
        var series = new Simulation(3).Record(Program, 12);
        var options = Small with { IncludesStored = true };
        Assert.Equal(Json(CalibrationResult.Compute(series, options)), Json(CalibrationResult.Compute(series, options)));
    }

    [Fact]
    public void A_function_that_some_runs_inline_is_reported_with_its_counterpart()
    {
        // F4 gives its time to F2 in four of twenty runs.
        var quiet = new Simulation(4, rho: 0);
        var with = quiet.Record(Program, 16);
        var without = quiet.Record([.. Program.Select((s, k) => k == 2 ? s + Program[4] : k == 4 ? 0 : s)], 4);
        var c = CalibrationResult.Compute(with.Append(without), Small);
        var four = c.Noise.Single(n => n.Name.Name == "F4");
        Assert.Equal(NoiseKind.Bimodal, four.Kind);
        Assert.Equal("F2", four.Counterpart?.Name);
        Assert.Equal(16, four.Modes?.Runs);
        Assert.Contains(c.Advice, a => a.Contains("F4 is bimodal", StringComparison.Ordinal) && a.Contains("16 of 20 runs", StringComparison.Ordinal) && a.Contains("F2", StringComparison.Ordinal));
    }

    [Fact]
    public void Runs_with_too_few_samples_are_rejected_with_a_remedy()
    {
        var c = CalibrationResult.Compute(new Simulation(5, samples: 300).Record(Program, 10), Small);
        Assert.False(c.IsTrustworthy);
        Assert.Empty(c.Splits);
        Assert.Contains("300 samples", c.Problems[0], StringComparison.Ordinal);
        Assert.Contains("7.3 times as long, or use --frequency ", c.Advice[0], StringComparison.Ordinal);
    }

    [Fact]
    public void A_machine_that_drifts_is_reported()
    {
        var s = new Simulation(6, rho: 0);
        var c = CalibrationResult.Compute(s.Record(Program, 10).Append(s.Record(Simulation.Plant(Program, 3, 0.03), 10)), Small);
        Assert.Contains(c.DriftedFunctions, d => d.StartsWith("F3 ", StringComparison.Ordinal));
    }

    [Fact]
    public void An_injected_regression_raises_the_share_by_its_rise_and_keeps_the_samples()
    {
        var series = new CalibrationSeries(new Simulation(8, rho: 0).Record(Program, 20), GatePolicy.Default);
        var function = series.Names.ToList().FindIndex(n => n.Name == "F5");
        int[] all = [.. Enumerable.Range(0, 20)];
        var (plain, slower) = (series.SelectRuns(all).Counts, series.InjectRegression(all, function, 0.02, new Random(1)).Counts);
        Assert.All(all, run => Assert.Equal(plain.GetSamples(run), slower.GetSamples(run)));
        var rise = (slower.Find(series.Names[function])!.SelfSum - plain.Find(series.Names[function])!.SelfSum) / 100_000.0;
        Assert.Equal(0.02, rise, 0.002);
    }

    [Fact]
    public void Functions_too_small_to_matter_keep_their_samples_in_buckets_that_are_never_judged()
    {
        var series = new CalibrationSeries(new Simulation(9, rho: 0).Record(Simulation.Zipf(3000), 10), GatePolicy.Default);
        var counts = series.SelectRuns([.. Enumerable.Range(0, 10)]).Counts;
        Assert.True(series.Names.Count < 1500);
        Assert.All(Enumerable.Range(0, 10), run => Assert.Equal(series.Counts.GetSamples(run), counts.GetSamples(run)));
        Assert.All(counts.Functions.Where(f => f.Name.Module == "rest"), f => Assert.True(f.SelfSum <= 0.001 * 50_000));
    }

    [Fact]
    public void Fewer_than_ten_runs_are_no_series() =>
        Assert.Throws<ArgumentException>(() => CalibrationResult.Compute(new Simulation(1).Record(Program, 9), Small));

    [Fact]
    public void The_json_has_every_rate_with_its_trials_and_bound()
    {
        using var json = JsonDocument.Parse(Json(CalibrationResult.Compute(new Simulation(1, rho: 0).Record(Program, 10), Small)));
        var failed = json.RootElement.GetProperty("splits")[0].GetProperty("failed");
        Assert.Equal((0, 60), (failed.GetProperty("hits").GetInt32(), failed.GetProperty("trials").GetInt32()));
        Assert.Equal(0.0487, failed.GetProperty("upperBound").GetDouble(), 1e-3);
        Assert.Equal("./bench", json.RootElement.GetProperty("command").GetString());
    }

    private static string Json(CalibrationResult calibration)
    {
        using var stream = new MemoryStream();
        CalibrationJson.Write(calibration, "./bench", stream);
        return System.Text.Encoding.UTF8.GetString(stream.ToArray());
    }
}
