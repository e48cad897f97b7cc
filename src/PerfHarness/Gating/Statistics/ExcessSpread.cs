namespace PerfHarness.Gating.Statistics;

/// <summary>
/// The spread of values beyond the errors that they are known to have, whatever a few of them do: the κ for which the mean of
/// min(z², 4), z² = x²/(s² + κ²), is what it is for normal noise.
/// </summary>
internal static class ExcessSpread
{
    // From |z| = 2 on a value counts no more: the functions that really changed must not be the drift.
    private const double MaximumSquare = 4;

    // Mean and standard deviation of min(Z², 4) for a standard normal Z.
    private const double NormalMean = 0.9205;
    private const double NormalDeviation = 1.110;

    private const int MaximumSteps = 60;

    /// <param name="values">x, s² and weight.</param>
    /// <param name="standardErrors">
    /// 0 for the best estimate. With 1, only what exceeds the estimate's own noise by one standard error counts.
    /// </param>
    public static double Estimate(IReadOnlyCollection<(double Value, double Variance, double Weight)> values, double standardErrors)
    {
        var weights = values.Sum(v => v.Weight);
        if (!(weights > 0))
        {
            return 0;
        }

        var noise = NormalDeviation * Math.Sqrt(values.Sum(v => v.Weight * v.Weight)) / weights;
        var expected = NormalMean + (standardErrors * noise);
        if (!(ComputeMean(0) > expected))
        {
            return 0;
        }

        var (low, high) = (0.0, values.Max(v => Math.Abs(v.Value)) + 1e-6);
        while (ComputeMean(high) > expected && high < 1e6)
        {
            (low, high) = (high, high * 2);
        }

        for (var step = 0; step < MaximumSteps && high - low > 1e-4 * high; step++)
        {
            var middle = (low + high) / 2;
            (low, high) = ComputeMean(middle) > expected ? (middle, high) : (low, middle);
        }

        return high;

        double ComputeMean(double kappa) =>
            values.Sum(v => v.Weight * Math.Min(v.Value * v.Value / (v.Variance + (kappa * kappa)), MaximumSquare)) / weights;
    }
}
