using PerfHarness.Baselines;
using PerfHarness.Calibration;
using PerfHarness.Gating;

namespace PerfHarness.Experiments;

/// <summary>Identical binaries in tests: the runs that a project's baselines hold, compared with each other.</summary>
/// <param name="folder">Baselines of one project.</param>
internal sealed class TestSeriesReport(string folder)
{
    public async Task<string> WriteAsync()
    {
        var page = new MarkdownPage();
        page.AppendTableHeader(
            "test", "runs", "samples per run", "comparison", "runs per side", "n", "failed", "at most", "inconclusive", "functions that failed");
        foreach (var entry in await new FileBaselineStore(folder).ListAsync().ConfigureAwait(false))
        {
            if (entry.Baseline is { } baseline)
            {
                Append(page, baseline);
            }
        }

        return page.ToString();
    }

    private static void Append(MarkdownPage page, Baseline baseline)
    {
        var options = new CalibrationOptions();
        var series = new CalibrationSeries(baseline.Measurement, options.Policy);
        var samples = Enumerable.Range(0, series.RunCount).Select(series.Counts.GetSamples).Order().ElementAt(series.RunCount / 2);
        foreach (var rates in new SplitSimulation(series, options, new SplitJudge(series, options.Policy)).Simulate())
        {
            var failed = rates.Failed;
            var functions = string.Join(", ", rates.Functions.Take(3).Select(f => FormattableString.Invariant($"{f.Function} ({f.Times})")));
            page.AppendRow(
                $"`{baseline.Key.Bench}`", $"{series.RunCount}", $"{samples:#,0}", $"{Describe(rates.Plan)}", $"{rates.BaselineRuns}+{rates.CandidateRuns}",
                $"{failed.Trials:#,0}", $"{failed.Share:0.0 %}", $"{failed.UpperBound:0.0 %}", $"{rates.Inconclusive.Share:0.0 %}", $"{functions}");
        }
    }

    private static string Describe(SplitPlan plan) => plan switch
    {
        SplitPlan.SingleLook => "interleaved, one look",
        SplitPlan.Staged => "interleaved, in stages",
        _ => "stored",
    };
}
