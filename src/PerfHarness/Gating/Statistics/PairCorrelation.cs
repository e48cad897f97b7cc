namespace PerfHarness.Gating.Statistics;

/// <summary>
/// What the two runs of a pair have in common, over the whole family: the mean of the functions' correlations, weighted by
/// share. One function's correlation of five pairs says nothing; that of all of them says whether a load came and went.
/// </summary>
/// <param name="Value">−1 to 1.</param>
/// <param name="Error">Standard error, by leaving out one pair at a time.</param>
internal readonly record struct PairCorrelation(double Value, double Error)
{
    // Below this the variance saved does not make up for the degrees of freedom lost.
    private const double MinimumValue = 0.3;
    private const double MinimumStandardErrors = 2;
    private const int MinimumPairs = 5;

    /// <summary>Positive beyond doubt, and large enough to be worth half of the degrees of freedom.</summary>
    public bool IsClear => Value >= MinimumValue && Value >= MinimumStandardErrors * Error;

    /// <param name="pooled">p̄ by function.</param>
    /// <param name="family">Functions that are tested.</param>
    /// <returns>Null if there are no pairs, or too few.</returns>
    public static PairCorrelation? Estimate(CountMatrix baseline, CountMatrix candidate, double[] pooled, int[] family)
    {
        var functions = family.Where(k => pooled[k] >= CommonFactor.MinimumShare).ToArray();
        var pairs = baseline.RunCount;
        if (pairs != candidate.RunCount || pairs < MinimumPairs || functions.Length == 0)
        {
            return null;
        }

        var shares = functions
            .Select(k => (Weight: Math.Min(pooled[k], CommonFactor.MaximumWeight), X: baseline.Shares(k), Y: candidate.Shares(k))).ToArray();
        var parts = Enumerable.Range(0, pairs).Select(ComputeMean).ToArray();
        var center = parts.Average();
        return new PairCorrelation(ComputeMean(-1), Math.Sqrt(parts.Sum(p => (p - center) * (p - center)) * (pairs - 1) / pairs));

        double ComputeMean(int without) => shares.Sum(s => s.Weight * Correlate(s.X, s.Y, without)) / shares.Sum(s => s.Weight);
    }

    /// <summary>Pearson's correlation of two runs' values, pair by pair; 0 if one side does not vary.</summary>
    /// <param name="without">Index of a pair to leave out, or -1.</param>
    public static double Correlate(double[] x, double[] y, int without = -1)
    {
        double count = 0, sumX = 0, sumY = 0;
        for (var i = 0; i < x.Length; i++)
        {
            if (i != without)
            {
                (count, sumX, sumY) = (count + 1, sumX + x[i], sumY + y[i]);
            }
        }

        double product = 0, squareX = 0, squareY = 0;
        for (var i = 0; i < x.Length; i++)
        {
            if (i != without)
            {
                var (a, b) = (x[i] - (sumX / count), y[i] - (sumY / count));
                (product, squareX, squareY) = (product + (a * b), squareX + (a * a), squareY + (b * b));
            }
        }

        return squareX > 0 && squareY > 0 ? product / Math.Sqrt(squareX * squareY) : 0;
    }
}
