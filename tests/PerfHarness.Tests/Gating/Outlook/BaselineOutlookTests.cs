using System.Globalization;
using System.Text.RegularExpressions;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Gating;
using PerfHarness.Gating.Outlook;
using PerfHarness.Measurements;
using PerfHarness.Tests.Baselines;

namespace PerfHarness.Tests.Gating.Outlook;

public sealed partial class BaselineOutlookTests
{
    [Fact]
    public void It_foretells_what_the_gate_reports_afterwards()
    {
        var random = new Random(5);
        var (baseline, candidate) = (Record(random, 1500, 10, "s"), Record(random, 1500, 10, "c"));
        var input = GateInput.CreateInterleaved(baseline, candidate, new DateOnly(2026, 1, 1));
        var reported = new Gate().Judge(input).Functions.Single(f => f.Name.Name == "F1").MinimumDetectableRise;
        var foretold = new BaselineOutlook(baseline.Counts, GatePolicy.Default).ComputeInterleavedRise(10);
        Assert.InRange(foretold / reported, 0.8, 1.25);
    }

    [Fact]
    public void More_work_and_more_runs_find_smaller_rises()
    {
        var outlook = new BaselineOutlook(Record(new Random(5), 600, 10, "s").Counts, GatePolicy.Default);
        Assert.True(outlook.ComputeInterleavedRise(20) < outlook.ComputeInterleavedRise(5));
        Assert.True(outlook.ComputeInterleavedRise(5, workFactor: 8) < outlook.ComputeInterleavedRise(5) / 2);
    }

    [Fact]
    public void Short_runs_are_remarked_on_with_the_work_that_would_do_and_that_work_does()
    {
        var remark = new BaselineOutlook(Record(new Random(5), 500, 10, "s").Counts, GatePolicy.Default).FindLimit(canConfirm: true, null)!;
        Assert.Equal((DiagnosticCodes.ShortBaseline, Severity.Info), (remark.Code, remark.Severity));
        var factor = int.Parse(Factor().Match(remark.Remedy!).Groups[1].Value, CultureInfo.InvariantCulture);
        var longer = new BaselineOutlook(Record(new Random(5), 500 * factor, 10, "s").Counts, GatePolicy.Default);
        // The dispersion of other runs is a little different.
        Assert.InRange(longer.ComputeInterleavedRise(20), 0.015, 0.023);
    }

    [Fact]
    public void Runs_of_the_recommended_length_need_no_remark_if_both_sides_can_be_recorded() =>
        Assert.Null(new BaselineOutlook(Record(new Random(5), 2500, 10, "s").Counts, GatePolicy.Default).FindLimit(canConfirm: true, null));

    [Fact]
    public void Where_drift_is_the_limit_longer_runs_are_not_the_remedy()
    {
        var remark = new BaselineOutlook(Record(new Random(5), 20_000, 10, "s").Counts, GatePolicy.Default).FindLimit(canConfirm: false, null)!;
        Assert.Contains("longer runs do not help", remark.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void A_baseline_without_samples_can_find_nothing() =>
        Assert.Equal(double.PositiveInfinity, new BaselineOutlook(SampleMeasurements.Measure("s", ("F", [0, 0])).Counts, GatePolicy.Default).ComputeInterleavedRise(5));

    [GeneratedRegex(@"^Use (\d+) times the work per run\.$")]
    private static partial Regex Factor();

    // Ten functions of ten percent each, with sampling noise only.
    private static Measurement Record(Random random, int samples, int runs, string session)
    {
        var counts = Enumerable.Range(0, 10).Select(_ => new long[runs]).ToArray();
        for (var run = 0; run < runs; run++)
        {
            for (var i = 0; i < samples; i++)
            {
                counts[random.Next(10)][run]++;
            }
        }

        var measured = SampleMeasurements.Measure(session, [.. counts.Select((c, k) => (string.Create(CultureInfo.InvariantCulture, $"F{k}"), c))]);
        return measured with { Counts = new RunCounts(measured.Counts.Runs.Select(r => r with { CpuTime = null, LostSamples = 0 }), measured.Counts.Functions) };
    }
}
