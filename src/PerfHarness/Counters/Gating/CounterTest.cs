using PerfHarness.Gating.Statistics;

namespace PerfHarness.Counters.Gating;

/// <summary>
/// Welch's test of two means, with what distinguishes sessions added to the variance:
/// <code>
///   d = mean after − mean before        V = s₀²/n₀ + s₁²/n₁ + (1/n₀ + 1/n₁)/12 + (drift · mean before)²
/// </code>
/// The third term is the rounding of a whole number, so that runs that happen to agree are not infinitely certain. The drift has
/// as many degrees of freedom as there are machines in the world: it is assumed.
/// </summary>
internal readonly struct CounterTest
{
    private const double RoundingVariance = 1 / 12.0;

    private CounterTest(double before, double change, double error, double degreesOfFreedom) =>
        (Before, Change, Error, DegreesOfFreedom) = (before, change, error, degreesOfFreedom);

    public double Before { get; }

    /// <summary>Of the means, in the counter's unit.</summary>
    public double Change { get; }

    /// <summary>Its standard error.</summary>
    public double Error { get; }

    public double DegreesOfFreedom { get; }

    /// <param name="drift">Relative standard deviation between sessions.</param>
    public static CounterTest Create(Counter before, Counter after, double drift)
    {
        var isWhole = before.Values.Concat(after.Values).All(double.IsInteger);
        var (x, y) = (GetVariance(before), GetVariance(after));
        var between = drift * before.Mean;
        var variance = x + y + (between * between);
        if (isWhole)
        {
            variance += RoundingVariance * ((1.0 / before.Values.Count) + (1.0 / after.Values.Count));
        }

        var denominator = (x * x / Math.Max(1, before.Values.Count - 1)) + (y * y / Math.Max(1, after.Values.Count - 1));
        var degreesOfFreedom = denominator > 0 ? variance * variance / denominator : double.PositiveInfinity;
        return new CounterTest(before.Mean, after.Mean - before.Mean, Math.Sqrt(variance), degreesOfFreedom);
    }

    /// <summary>Probability of such a rise, or a larger one, where the true one is <paramref name="rise"/>.</summary>
    public double GetRiseProbability(double rise) => GetTail(Change - rise);

    /// <summary>Probability of such a fall where the true change is <paramref name="change"/>.</summary>
    public double GetFallProbability(double change) => GetTail(change - Change);

    /// <summary>Half the width of the two-sided interval of this confidence.</summary>
    public double GetMargin(double confidence) => Error == 0 ? 0 : Error * Distributions.StudentUpperQuantile((1 - confidence) / 2, DegreesOfFreedom);

    private double GetTail(double distance) =>
        Error > 0 ? Distributions.StudentUpperTail(distance / Error, DegreesOfFreedom) : distance > 0 ? 0 : 1;

    private static double GetVariance(Counter counter) => counter.StandardDeviation * counter.StandardDeviation / counter.Values.Count;
}
