namespace PerfHarness.Gating.Statistics;

/// <summary>What the test found for one function. Shares are 0 to 1.</summary>
internal readonly record struct FunctionTest
{
    /// <summary>Column in the counts.</summary>
    public required int Index { get; init; }

    /// <summary>The mean share of both sides is large enough to be judged.</summary>
    public required bool IsInFamily { get; init; }

    /// <summary>p₀.</summary>
    public required double Before { get; init; }

    /// <summary>p₁.</summary>
    public required double After { get; init; }

    /// <summary>p₁′: p₁ without the common factor.</summary>
    public required double Normalized { get; init; }

    /// <summary>Difference of the medians over the runs.</summary>
    public required double MedianDifference { get; init; }

    /// <summary>φ: between-run variance in units of the multinomial one.</summary>
    public required double Dispersion { get; init; }

    /// <summary>κ: relative noise that more runs do not average away.</summary>
    public required double Kappa { get; init; }

    public required double DegreesOfFreedom { get; init; }

    /// <summary>p̄: share of both sides pooled.</summary>
    public required double Pooled { get; init; }

    /// <summary>φ*vh: the runs' part of <see cref="Variance"/>, without drift.</summary>
    public required double SamplingVariance { get; init; }

    /// <summary>The same of p₁′ − p₀, with the noise of the common factor.</summary>
    public required double NormalizedSamplingVariance { get; init; }

    /// <summary>V: variance of the difference.</summary>
    public required double Variance { get; init; }

    /// <summary>One-sided p of the share's rise.</summary>
    public required double PShare { get; init; }

    /// <summary>One-sided p of the rise that is left without the common factor.</summary>
    public required double PNormalized { get; init; }

    /// <summary>One-sided p of the share's fall.</summary>
    public required double PShareFall { get; init; }

    /// <summary>One-sided p of the fall that is left without the common factor.</summary>
    public required double PNormalizedFall { get; init; }

    public double Difference => After - Before;

    public double NormalizedDifference => Normalized - Before;

    /// <summary>p of a rise under both tests.</summary>
    public double PRise => Math.Max(PShare, PNormalized);

    /// <summary>p of a fall under both tests.</summary>
    public double PFall => Math.Max(PShareFall, PNormalizedFall);

    /// <summary>Sufficient evidence to fail a build.</summary>
    /// <param name="family">K: functions tested at once.</param>
    /// <param name="alpha">Error probability for all of them together.</param>
    /// <param name="tau">Smallest rise that matters.</param>
    public bool HasRisen(int family, double alpha, double tau) =>
        IsInFamily && family * PRise <= alpha && Difference >= tau && NormalizedDifference >= tau && MedianDifference >= tau / 2;

    /// <summary>The same, downwards.</summary>
    public bool HasFallen(int family, double alpha, double tau) =>
        IsInFamily && family * PFall <= alpha && -Difference >= tau && -NormalizedDifference >= tau && -MedianDifference >= tau / 2;

    /// <summary>p of a rise up to which more runs could turn it into a failure.</summary>
    public const double BorderlinePValue = 0.05;

    /// <summary>
    /// The same where there is only one look: one of many functions is below 0.05 by chance in up to every fourth build.
    /// </summary>
    public const double SingleLookPValue = 0.005;

    /// <summary>More runs could turn this into a failure; without them it is inconclusive.</summary>
    /// <param name="maxPValue">Largest unadjusted p-value for that.</param>
    public bool IsBorderline(int family, double alpha, double tau, double maxPValue = BorderlinePValue) =>
        IsInFamily && !HasRisen(family, alpha, tau) && Difference >= tau && NormalizedDifference >= tau / 2 && PRise <= maxPValue;

    /// <summary>The smallest rise that this data would have detected with high probability.</summary>
    /// <param name="quantile">Of Student's t at α/K, with the function's degrees of freedom.</param>
    public double ComputeMinimumDetectableRise(double quantile) => 1.15 * (quantile + 2.33) * Math.Sqrt(Variance);
}
