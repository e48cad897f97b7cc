namespace PerfHarness.Gating.Statistics;

/// <summary>
/// The factor by which most shares changed alike. When one function gets faster, every other one's share rises by the
/// same factor: a cost shift, and no regression.
/// </summary>
/// <param name="Log">c: weighted trimmed mean of ln(p₁/p₀).</param>
/// <param name="Sigma">σ_c: its standard error.</param>
internal readonly record struct CommonFactor(double Log, double Sigma)
{
    /// <summary>Minimum pooled share of a function that contributes to the factor.</summary>
    public const double MinimumShare = 0.005;

    /// <summary>No function weighs more than this share, so that one large function is not the common factor.</summary>
    public const double MaximumWeight = 0.05;

    // Cut from each side of the weighted distribution.
    private const double TrimFraction = 0.3;

    // Variance of a trimmed mean relative to the mean's, for the weights that occur in practice.
    private const double TrimmedVarianceRatio = 0.65;

    /// <param name="before">p₀ by function.</param>
    /// <param name="after">p₁ by function.</param>
    /// <param name="pooled">p̄ by function.</param>
    /// <param name="dispersion">φ₀ of the family.</param>
    /// <param name="meanSamples">n̄: samples of a mean run.</param>
    /// <param name="h">1/R₀ + 1/R₁.</param>
    public static CommonFactor Estimate(double[] before, double[] after, double[] pooled, double dispersion, double meanSamples, double h)
    {
        var contributions = new List<(double Log, double Weight, double Pooled)>();
        for (var k = 0; k < pooled.Length; k++)
        {
            if (pooled[k] >= MinimumShare && before[k] > 0 && after[k] > 0)
            {
                contributions.Add((Math.Log(Math.Max(after[k], 1e-9) / Math.Max(before[k], 1e-9)), Math.Min(pooled[k], MaximumWeight), pooled[k]));
            }
        }

        var total = contributions.Sum(u => u.Weight);
        if (!(total > 0))
        {
            return default;
        }

        var variance = contributions.Sum(
            u => u.Weight / total * (u.Weight / total) * Math.Max(dispersion, 1) * (1 - u.Pooled) / u.Pooled / meanSamples * h);
        return new CommonFactor(TrimmedMean(contributions, total), Math.Sqrt(TrimmedVarianceRatio * variance));
    }

    private static double TrimmedMean(List<(double Log, double Weight, double Pooled)> contributions, double total)
    {
        var (lower, upper) = (TrimFraction * total, (1 - TrimFraction) * total);
        double below = 0, kept = 0, sum = 0;
        foreach (var (log, weight, _) in contributions.OrderBy(u => u.Log))
        {
            var inside = Math.Max(Math.Min(below + weight, upper) - Math.Max(below, lower), 0);
            kept += inside;
            sum += inside * log;
            below += weight;
        }

        return sum / kept;
    }
}
