using PerfHarness.Gating.Statistics;

namespace PerfHarness.Overhead;

/// <summary>
/// How many times as much as the bare command something took: the geometric mean over the rounds, each of which compares two
/// neighbors in time, so that a machine that becomes slower meanwhile makes no difference. Student's t on the logarithms.
/// </summary>
/// <param name="Ratio">1 is no difference.</param>
/// <param name="Low">Lower bound of the 95 % confidence interval.</param>
/// <param name="High">Its upper bound.</param>
/// <param name="P">Probability of such a difference, either way, where there is none.</param>
internal sealed record CostRatio(double Ratio, double Low, double High, double P)
{
    // Seconds: that of bash's time.
    private const double Resolution = 0.001;

    /// <summary><see cref="P"/> times the number of observers that were compared, by Holm's method.</summary>
    public double AdjustedP { get; init; } = P;

    public bool IsSignificant => AdjustedP < 0.05;

    /// <param name="bare">Of the same rounds.</param>
    public static CostRatio Create(IReadOnlyList<double> bare, IReadOnlyList<double> observed)
    {
        // A clock that saw nothing saw less than its resolution.
        var logs = bare.Zip(observed, (one, two) => Math.Log(Math.Max(two, Resolution) / Math.Max(one, Resolution))).ToList();
        var mean = logs.Average();
        if (logs.Count < 2)
        {
            return new CostRatio(Math.Exp(mean), 0, double.PositiveInfinity, 1);
        }

        var (x, y) = (Math.Max(bare.Average(), Resolution), Math.Max(observed.Average(), Resolution));
        var rounding = Resolution * Resolution / 12 * ((1 / (x * x)) + (1 / (y * y)));
        var error = Math.Sqrt(((logs.Sum(log => (log - mean) * (log - mean)) / (logs.Count - 1)) + rounding) / logs.Count);
        var margin = error * Distributions.StudentUpperQuantile(0.025, logs.Count - 1);
        var p = Math.Min(1, 2 * Distributions.StudentUpperTail(Math.Abs(mean) / error, logs.Count - 1));
        return new CostRatio(Math.Exp(mean), Math.Exp(mean - margin), Math.Exp(mean + margin), p);
    }

    /// <summary>Adjusts the probabilities for their number.</summary>
    public static IReadOnlyList<CostRatio> Adjust(IReadOnlyList<CostRatio> ratios)
    {
        var adjusted = ratios.ToArray();
        var (largest, left) = (0.0, ratios.Count);
        foreach (var index in Enumerable.Range(0, ratios.Count).OrderBy(i => ratios[i].P))
        {
            largest = Math.Max(largest, Math.Min(1, ratios[index].P * left--));
            adjusted[index] = ratios[index] with { AdjustedP = largest };
        }

        return adjusted;
    }
}
