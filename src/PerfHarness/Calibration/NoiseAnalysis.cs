using PerfHarness.Gating.Statistics;
using PerfHarness.Profiles;

namespace PerfHarness.Calibration;

/// <summary>Finds the functions whose shares vary by more than the sampling noise, and how they vary.</summary>
internal sealed class NoiseAnalysis(CalibrationSeries series)
{
    private const double SignificanceLevel = 0.001;

    // Within each of its two modes, a bimodal function varies little more than sampling does.
    private const double MaxDispersionWithinMode = 2;
    private const double MinModeGap = 2.5;
    private const double CounterpartCorrelation = -0.8;

    private readonly CountMatrix _counts = series.Matrix;
    private readonly double _meanInverse = series.Matrix.RunSamples.Average(n => 1 / n);

    public IReadOnlyList<FunctionNoise> Compute(IReadOnlyDictionary<FunctionName, double[]> detectable)
    {
        var family = Enumerable.Range(0, _counts.FunctionCount).Where(k => _counts.MeanShare(k) >= ShareTest.MinimumFamilyShare).ToList();
        return [.. family
            .Select(k => Analyze(k, family, detectable))
            .OrderByDescending(n => n.Kind)
            .ThenByDescending(n => n.Dispersion * n.Share * (1 - n.Share))
            .ThenBy(n => n.Name.ToString(), StringComparer.Ordinal)];
    }

    private FunctionNoise Analyze(int k, List<int> family, IReadOnlyDictionary<FunctionName, double[]> detectable)
    {
        var shares = _counts.Shares(k);
        var mean = shares.Average();
        var expected = Math.Max(mean * (1 - mean) * _meanInverse, 1e-16);
        var nu = shares.Length - 1;
        var phi = shares.Sum(s => (s - mean) * (s - mean)) / nu / expected;
        // Fisher's F with infinite denominator degrees of freedom is chi-square over its degrees of freedom.
        var p = Distributions.FisherUpperTail(phi, nu, 1e9);
        var modes = p < SignificanceLevel ? FindModes(shares, expected, phi) : null;
        var kind = modes is not null ? NoiseKind.Bimodal : p < SignificanceLevel ? NoiseKind.Noisy : NoiseKind.Steady;
        return new FunctionNoise
        {
            Name = series.Names[k],
            Share = mean,
            Lowest = shares.Min(),
            Highest = shares.Max(),
            Dispersion = phi,
            PValue = p,
            Kind = kind,
            Modes = modes,
            Counterpart = kind == NoiseKind.Steady ? null : FindCounterpart(k, shares, family),
            DetectableRises = detectable.GetValueOrDefault(series.Names[k]) ?? [],
        };
    }

    // The split of the ordered shares with the smallest variance within both parts.
    private static (int Runs, double Low, double High)? FindModes(double[] shares, double expected, double phi)
    {
        var ordered = shares.Order().ToArray();
        var best = (Within: double.PositiveInfinity, At: 0);
        for (var at = 1; at < ordered.Length; at++)
        {
            var within = SumSquaredDeviations(ordered[..at]) + SumSquaredDeviations(ordered[at..]);
            best = within < best.Within ? (within, at) : best;
        }

        // A gap without any run separates the modes.
        var gap = ordered[best.At] - ordered[best.At - 1];
        var left = best.Within / (ordered.Length - 2) / expected;
        return left <= MaxDispersionWithinMode && left <= phi / 4 && gap >= MinModeGap * Math.Sqrt(expected)
            ? (ordered.Length - best.At, ordered[..best.At].Average(), ordered[best.At..].Average())
            : null;
    }

    private static double SumSquaredDeviations(double[] values)
    {
        var mean = values.Average();
        return values.Sum(v => (v - mean) * (v - mean));
    }

    private FunctionName? FindCounterpart(int k, double[] shares, List<int> family)
    {
        var (index, lowest) = (-1, CounterpartCorrelation);
        foreach (var other in family.Where(o => o != k))
        {
            var correlation = ComputeCorrelation(shares, _counts.Shares(other));
            (index, lowest) = correlation < lowest ? (other, correlation) : (index, lowest);
        }

        return index < 0 ? null : series.Names[index];
    }

    private static double ComputeCorrelation(double[] a, double[] b)
    {
        var (meanA, meanB) = (a.Average(), b.Average());
        var product = 0.0;
        for (var i = 0; i < a.Length; i++)
        {
            product += (a[i] - meanA) * (b[i] - meanB);
        }

        var scale = Math.Sqrt(SumSquaredDeviations(a) * SumSquaredDeviations(b));
        return scale > 0 ? product / scale : 0;
    }
}
