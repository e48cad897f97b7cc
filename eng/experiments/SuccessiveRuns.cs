using PerfHarness.Measurements;

namespace PerfHarness.Experiments;

/// <summary>How alike two runs are that were recorded one after the other: (0, 1), (2, 3), … of a series.</summary>
internal sealed class SuccessiveRuns
{
    private const double MinimumShare = 0.005;
    private const double MaximumWeight = 0.05;

    private readonly List<(double Weight, double[] Values)> _shares;
    private readonly double[] _totals;

    public SuccessiveRuns(RunCounts counts)
    {
        PairCount = counts.Runs.Count / 2;
        var runs = Enumerable.Range(0, 2 * PairCount).ToList();
        _totals = [.. runs.Select(run => Math.Log(counts.Runs[run].Weight))];
        _shares =
        [
            .. counts.Functions
                .Select(f => runs.Select(run => (double)f.Self[run] / counts.GetSamples(run)).ToArray())
                .Where(shares => shares.Average() >= MinimumShare)
                .Select(shares => (Math.Min(shares.Average(), MaximumWeight), shares)),
        ];
    }

    public int PairCount { get; }

    public (double Value, double Error) OfShares => Estimate(pairs => _shares.Sum(s => s.Weight * Correlate(s.Values, pairs)) / _shares.Sum(s => s.Weight));

    public (double Value, double Error) OfTotals => Estimate(pairs => Correlate(_totals, pairs));

    // Jackknife.
    private (double Value, double Error) Estimate(Func<IReadOnlyList<int>, double> compute)
    {
        var pairs = Enumerable.Range(0, PairCount).ToList();
        var parts = pairs.Select(left => compute([.. pairs.Where(p => p != left)])).ToList();
        var mean = parts.Average();
        return (compute(pairs), Math.Sqrt(parts.Sum(p => (p - mean) * (p - mean)) * (PairCount - 1) / PairCount));
    }

    private static double Correlate(double[] values, IReadOnlyList<int> pairs)
    {
        var (mean0, mean1) = (pairs.Average(p => values[2 * p]), pairs.Average(p => values[(2 * p) + 1]));
        double product = 0, square0 = 0, square1 = 0;
        foreach (var p in pairs)
        {
            var (x, y) = (values[2 * p] - mean0, values[(2 * p) + 1] - mean1);
            (product, square0, square1) = (product + (x * y), square0 + (x * x), square1 + (y * y));
        }

        return square0 > 0 && square1 > 0 ? product / Math.Sqrt(square0 * square1) : 0;
    }
}
