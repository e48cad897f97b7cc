using PerfHarness.Gating;
using PerfHarness.Gating.Statistics;
using PerfHarness.Profiles;

namespace PerfHarness.Calibration;

/// <summary>The smallest rises that the gate would detect at each of its stages: medians over random splits of a series.</summary>
internal sealed class DetectableRiseAnalysis(CalibrationSeries series, CalibrationOptions options, SplitJudge judge)
{
    private const int Draws = 15;

    /// <summary>Smallest share of the functions that <see cref="DetectableRise"/> summarizes.</summary>
    private const double MinSummarizedShare = 0.01;

    private readonly IReadOnlyList<GateStage> _stages = options.Policy.Stages;

    /// <returns>A summary per stage, and the rises of each function by stage; NaN if it was not tested at a stage.</returns>
    public (IReadOnlyList<DetectableRise> Rises, IReadOnlyDictionary<FunctionName, double[]> ByFunction) Compute()
    {
        var rises = new List<DetectableRise>();
        var byFunction = new Dictionary<FunctionName, double[]>();
        var index = series.Names.Select((name, k) => (name, k)).ToDictionary(p => p.name, p => p.k);
        for (var stage = 0; stage < _stages.Count; stage++)
        {
            var medians = ComputeMedians(_stages[stage]);
            foreach (var (name, rise) in medians)
            {
                var row = byFunction.TryGetValue(name, out var known) ? known : byFunction[name] = [.. Enumerable.Repeat(double.NaN, _stages.Count)];
                row[stage] = rise;
            }

            var large = medians.Where(m => series.Matrix.MeanShare(index[m.Key]) >= MinSummarizedShare).Select(m => m.Value).Order().ToList();
            if (large.Count > 0)
            {
                rises.Add(new DetectableRise(_stages[stage].Runs, large[large.Count / 2], large[^1], IsResampled(_stages[stage])));
            }
        }

        return (rises, byFunction);
    }

    private bool IsResampled(GateStage stage) => 2 * stage.Runs > series.RunCount;

    private Dictionary<FunctionName, double> ComputeMedians(GateStage stage)
    {
        var runs = stage.Runs;
        var random = new Random(unchecked((options.Seed * 397) + runs));
        var rises = new Dictionary<FunctionName, List<double>>();
        for (var i = 0; i < Draws; i++)
        {
            var order = IsResampled(stage) ? [.. Enumerable.Range(0, 2 * runs).Select(_ => random.Next(series.RunCount))] : judge.ShuffleRuns(random);
            foreach (var (name, rise) in ComputeRises(order.AsSpan(0, runs), order.AsSpan(runs, runs), stage.Alpha))
            {
                (rises.TryGetValue(name, out var list) ? list : rises[name] = []).Add(rise);
            }
        }

        return rises.ToDictionary(f => f.Key, f => f.Value.Order().ElementAt(f.Value.Count / 2));
    }

    // Not through the whole gate, which rejects poor runs: this figure shows how poor they are.
    private List<(FunctionName Name, double Rise)> ComputeRises(ReadOnlySpan<int> baselineRuns, ReadOnlySpan<int> candidateRuns, double alpha)
    {
        var counts = new PairedCounts(series.SelectRuns(baselineRuns).Counts, series.SelectRuns(candidateRuns).Counts);
        var test = ShareTest.Run(counts.Baseline, counts.Candidate, SessionDrift.InterleavedDrift);
        var quantiles = new Dictionary<double, double>();
        var result = new List<(FunctionName, double)>();
        foreach (var f in test.Functions.Where(f => f.IsInFamily))
        {
            if (!quantiles.TryGetValue(f.DegreesOfFreedom, out var quantile))
            {
                quantiles.Add(f.DegreesOfFreedom, quantile = Distributions.StudentUpperQuantile(alpha / test.FamilySize, f.DegreesOfFreedom));
            }

            result.Add((counts.Names[f.Index], Math.Max(options.Policy.MinimumRise, f.ComputeMinimumDetectableRise(quantile))));
        }

        return result;
    }
}
