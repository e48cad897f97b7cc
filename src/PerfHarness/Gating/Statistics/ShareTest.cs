namespace PerfHarness.Gating.Statistics;

/// <summary>
/// The test of every function's self share between two sides. The unit of evidence is the run, not the sample: a
/// function's variance is that of its shares between runs, at least the binomial variance, and moderated by the family of
/// all functions. Notation and reasons: eng/verdict.md.
/// </summary>
internal sealed class ShareTest
{
    /// <summary>Mean share of both sides from which a function is tested.</summary>
    public const double MinimumFamilyShare = 0.002;

    // A dispersion less probable than this keeps its own degrees of freedom: mode-switching functions borrow no strength.
    private const double OutlierProbability = 0.01;

    private ShareTest(FunctionTest[] functions, DispersionPrior prior, CommonFactor common, int familySize, bool isPaired) =>
        (Functions, Prior, CommonFactor, FamilySize, IsPaired) = (functions, prior, common, familySize, isPaired);

    /// <summary>Every function of the counts, in their order, tested or not.</summary>
    public IReadOnlyList<FunctionTest> Functions { get; }

    public DispersionPrior Prior { get; }

    public CommonFactor CommonFactor { get; }

    /// <summary>K: functions tested at once.</summary>
    public int FamilySize { get; }

    /// <summary>The variance is that of the differences within pairs of runs.</summary>
    public bool IsPaired { get; }

    /// <param name="kappa">Relative noise that more runs do not average away.</param>
    /// <exception cref="ArgumentException">Fewer than three runs in all, or sides of different functions.</exception>
    public static ShareTest Run(CountMatrix baseline, CountMatrix candidate, double kappa) =>
        Run(baseline, candidate, [.. Enumerable.Repeat(kappa, baseline.FunctionCount)]);

    /// <param name="kappas">The same by function.</param>
    /// <param name="arePairs">
    /// Run r of one side was recorded next to run r of the other. If such runs have much in common, their differences vary less
    /// than the runs do, and are tested instead.
    /// </param>
    public static ShareTest Run(CountMatrix baseline, CountMatrix candidate, double[] kappas, bool arePairs = false)
    {
        var hasRuns = baseline.RunCount >= 1 && candidate.RunCount >= 1 && baseline.RunCount + candidate.RunCount >= 3;
        if (baseline.FunctionCount != candidate.FunctionCount || !hasRuns)
        {
            throw new ArgumentException(
                FormattableString.Invariant($"{baseline.RunCount} and {candidate.RunCount} runs of ")
                + FormattableString.Invariant($"{baseline.FunctionCount} and {candidate.FunctionCount} functions cannot be compared"));
        }

        var sides = new PairedShares(baseline, candidate);
        var family = Enumerable.Range(0, baseline.FunctionCount).Where(sides.IsInFamily).ToArray();
        sides.IsPaired = arePairs && PairCorrelation.Estimate(baseline, candidate, sides.Pooled, family) is { IsClear: true };
        var phi = sides.ComputeDispersions();
        var prior = DispersionPrior.Fit([.. family.Select(k => phi[k])], sides.Nu);
        var common = CommonFactor.Estimate(sides.Before, sides.After, sides.Pooled, prior.Dispersion, sides.MeanSamples, sides.H);
        var functions = new FunctionTest[baseline.FunctionCount];
        for (var k = 0; k < functions.Length; k++)
        {
            functions[k] = TestFunction(sides, k, phi[k], prior, common, kappas[k]);
        }

        return new ShareTest(functions, prior, common, family.Length, sides.IsPaired);
    }

    private static FunctionTest TestFunction(PairedShares sides, int k, double phi, DispersionPrior prior, CommonFactor common, double kappa)
    {
        var (nu, nu0) = (sides.Nu, prior.DegreesOfFreedom);
        var (before, after, pooled) = (sides.Before[k], sides.After[k], sides.Pooled[k]);
        var posterior = ((nu0 * prior.Dispersion) + (nu * phi)) / (nu0 + nu);
        var moderatedDispersion = Math.Max(Math.Max(phi, posterior), 1);
        var outlier = Distributions.FisherUpperTail(phi / prior.Dispersion, nu, nu0) < OutlierProbability;
        var degrees = outlier ? nu : nu + nu0;

        var binomialVariance = pooled * (1 - pooled);
        var sampling = moderatedDispersion * sides.GetMultinomialVariance(k) * sides.H;
        var drift = kappa * pooled * (kappa * pooled);
        var variance = sampling + drift;
        var t = (Angle(after) - Angle(before)) / Math.Sqrt(variance / binomialVariance);

        var scale = Math.Exp(-common.Log);
        var normalized = Math.Clamp(after * scale, 0, 1);
        var scaleFactor = Math.Max(scale, 1);
        var factorNoise = normalized * common.Sigma;
        var normalizedVariance = (sampling * scaleFactor * scaleFactor) + drift + (factorNoise * factorNoise);
        var tNormalized = (Angle(normalized) - Angle(before)) / Math.Sqrt(normalizedVariance / binomialVariance);

        return new FunctionTest
        {
            Index = k,
            IsInFamily = sides.IsInFamily(k),
            Before = before,
            After = after,
            Normalized = normalized,
            MedianDifference = sides.Candidate.MedianShare(k) - sides.Baseline.MedianShare(k),
            Dispersion = phi,
            Kappa = kappa,
            DegreesOfFreedom = degrees,
            Pooled = pooled,
            SamplingVariance = sampling,
            NormalizedSamplingVariance = normalizedVariance - drift,
            Variance = variance,
            PShare = Distributions.StudentUpperTail(t, degrees),
            PNormalized = Distributions.StudentUpperTail(tNormalized, degrees),
            PShareFall = Distributions.StudentUpperTail(-t, degrees),
            PNormalizedFall = Distributions.StudentUpperTail(-tNormalized, degrees),
        };
    }

    // Stabilizes the variance of a share: the same distance means the same everywhere between 0 and 1.
    private static double Angle(double share) => 2 * Math.Asin(Math.Sqrt(Math.Clamp(share, 0, 1)));

    private sealed class PairedShares
    {
        public PairedShares(CountMatrix baseline, CountMatrix candidate)
        {
            (Baseline, Candidate) = (baseline, candidate);
            H = (1.0 / baseline.RunCount) + (1.0 / candidate.RunCount);
            var samples = baseline.RunSamples.Sum() + candidate.RunSamples.Sum();
            MeanSamples = samples / (baseline.RunCount + candidate.RunCount);
            MeanInverse = (baseline.RunSamples.Sum(n => 1 / n) + candidate.RunSamples.Sum(n => 1 / n)) / (baseline.RunCount + candidate.RunCount);
            Before = [.. Enumerable.Range(0, baseline.FunctionCount).Select(baseline.MeanShare)];
            After = [.. Enumerable.Range(0, baseline.FunctionCount).Select(candidate.MeanShare)];
            Pooled = [.. Enumerable.Range(0, baseline.FunctionCount)
                .Select(k => Math.Max((baseline.FunctionSamples[k] + candidate.FunctionSamples[k]) / samples, 1e-9))];
        }

        public CountMatrix Baseline { get; }

        public CountMatrix Candidate { get; }

        public bool IsPaired { get; set; }

        public double Nu => IsPaired ? Baseline.RunCount - 1 : Baseline.RunCount + Candidate.RunCount - 2;

        public double H { get; }

        public double MeanSamples { get; }

        public double[] Before { get; }

        public double[] After { get; }

        public double[] Pooled { get; }

        private double MeanInverse { get; }

        public bool IsInFamily(int k) => (Before[k] + After[k]) / 2 >= MinimumFamilyShare;

        // v: variance of one run's share if samples were drawn independently.
        public double GetMultinomialVariance(int k) => Math.Max(Pooled[k] * (1 - Pooled[k]) * MeanInverse, 1e-16);

        public double[] ComputeDispersions()
        {
            var result = new double[Before.Length];
            for (var k = 0; k < result.Length; k++)
            {
                var within = IsPaired
                    ? GetSquaredPairDeviation(k) / Nu / 2
                    : (Baseline.SquaredDeviation(k, Before[k]) + Candidate.SquaredDeviation(k, After[k])) / Nu;
                result[k] = within / GetMultinomialVariance(k);
            }

            return result;
        }

        // Half of it is a run's variance without what both runs of a pair have in common.
        private double GetSquaredPairDeviation(int k)
        {
            var sum = 0.0;
            for (var run = 0; run < Baseline.RunCount; run++)
            {
                var distance = Candidate.Share(run, k) - Baseline.Share(run, k) - (After[k] - Before[k]);
                sum += distance * distance;
            }

            return sum;
        }
    }
}
