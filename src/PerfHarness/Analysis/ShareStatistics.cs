namespace PerfHarness.Analysis;

/// <summary>A share (0 to 1) over the runs of a profile.</summary>
/// <param name="Pooled">Share of all runs' samples together.</param>
/// <param name="Mean">Mean of the runs' shares; every run counts the same. Runs without samples have no share and do not count.</param>
/// <param name="StandardDeviation">Standard deviation over the runs (n - 1), 0 if there are fewer than two.</param>
public readonly record struct ShareStatistics(double Pooled, double Mean, double StandardDeviation, double Min, double Max)
{
    /// <param name="parts">Of each run.</param>
    /// <param name="totals">Of each run.</param>
    internal static ShareStatistics Compute(ReadOnlySpan<long> parts, ReadOnlySpan<long> totals)
    {
        long part = 0, total = 0;
        var runs = 0;
        double mean = 0, squares = 0, min = double.PositiveInfinity, max = double.NegativeInfinity;
        for (var run = 0; run < totals.Length; run++)
        {
            if (totals[run] <= 0)
            {
                continue;
            }

            part += parts[run];
            total += totals[run];
            var share = (double)parts[run] / totals[run];
            (min, max) = (Math.Min(min, share), Math.Max(max, share));
            // Welford's update: no cancellation where the shares are close to each other.
            var delta = share - mean;
            mean += delta / ++runs;
            squares += delta * (share - mean);
        }

        return runs == 0 ? default : new ShareStatistics((double)part / total, mean, runs < 2 ? 0 : Math.Sqrt(squares / (runs - 1)), min, max);
    }
}
