namespace PerfHarness.Gating.Statistics;

/// <summary>
/// The test of every function's self share between two sides. The unit of evidence is the run, not the sample: a
/// function's variance is what its shares do from run to run, never less than what sampling alone does, steadied by the
/// family of all functions. Notation and reasons: eng/0004-verdict.md.
/// </summary>
internal sealed class ShareTest
{
    /// <summary>Mean share of both sides from which a function is tested.</summary>
    public const double FamilyShare = 0.002;

    // A dispersion less probable than this keeps its own degrees of freedom: mode-switching functions borrow no strength.
    private const double OutlierProbability = 0.01;

    private ShareTest(FunctionTest[] functions, DispersionPrior prior, CommonFactor common, int familySize) =>
        (Functions, Prior, Common, FamilySize) = (functions, prior, common, familySize);

    /// <summary>Every function of the counts, in their order, tested or not.</summary>
    public IReadOnlyList<FunctionTest> Functions { get; }

    public DispersionPrior Prior { get; }

    public CommonFactor Common { get; }

    /// <summary>K: functions tested at once.</summary>
    public int FamilySize { get; }

    /// <param name="kappa">Relative noise that more runs do not average away.</param>
    /// <exception cref="ArgumentException">Fewer than three runs in all, or sides of different functions.</exception>
    public static ShareTest Run(CountMatrix baseline, CountMatrix candidate, double kappa) =>
        Run(baseline, candidate, [.. Enumerable.Repeat(kappa, baseline.Functions)]);

    /// <param name="kappas">The same by function.</param>
    public static ShareTest Run(CountMatrix baseline, CountMatrix candidate, double[] kappas)
    {
        if (baseline.Functions != candidate.Functions || baseline.Runs < 1 || candidate.Runs < 1 || baseline.Runs + candidate.Runs < 3)
        {
            throw new ArgumentException(FormattableString.Invariant($"{baseline.Runs} and {candidate.Runs} runs of {baseline.Functions} and {candidate.Functions} functions cannot be compared"));
        }

        var sides = new PairedShares(baseline, candidate);
        var phi = sides.Dispersions();
        var family = Enumerable.Range(0, baseline.Functions).Where(sides.InFamily).ToArray();
        var prior = DispersionPrior.Fit([.. family.Select(k => phi[k])], sides.Nu);
        var common = CommonFactor.Find(sides.Before, sides.After, sides.Pooled, prior.Dispersion, sides.MeanSamples, sides.H);
        var functions = new FunctionTest[baseline.Functions];
        for (var k = 0; k < functions.Length; k++)
        {
            functions[k] = Test(sides, k, phi[k], prior, common, kappas[k]);
        }

        return new ShareTest(functions, prior, common, family.Length);
    }

    private static FunctionTest Test(PairedShares sides, int k, double phi, DispersionPrior prior, CommonFactor common, double kappa)
    {
        var (nu, nu0) = (sides.Nu, prior.DegreesOfFreedom);
        var (before, after, pooled) = (sides.Before[k], sides.After[k], sides.Pooled[k]);
        var posterior = ((nu0 * prior.Dispersion) + (nu * phi)) / (nu0 + nu);
        var star = Math.Max(Math.Max(phi, posterior), 1);
        var outlier = Distributions.FisherUpperTail(phi / prior.Dispersion, nu, nu0) < OutlierProbability;
        var degrees = outlier ? nu : nu + nu0;

        var unit = pooled * (1 - pooled);
        var sampling = star * sides.Multinomial(k) * sides.H;
        var drift = kappa * pooled * (kappa * pooled);
        var variance = sampling + drift;
        var t = (Angle(after) - Angle(before)) / Math.Sqrt(variance / unit);

        var scale = Math.Exp(-common.Log);
        var normalised = Math.Clamp(after * scale, 0, 1);
        var spread = Math.Max(scale, 1);
        var factorNoise = normalised * common.Sigma;
        var normalisedVariance = (sampling * spread * spread) + drift + (factorNoise * factorNoise);
        var tNormalised = (Angle(normalised) - Angle(before)) / Math.Sqrt(normalisedVariance / unit);

        return new FunctionTest
        {
            Index = k,
            InFamily = sides.InFamily(k),
            Before = before,
            After = after,
            Normalised = normalised,
            MedianDifference = sides.Candidate.MedianShare(k) - sides.Baseline.MedianShare(k),
            Dispersion = phi,
            Kappa = kappa,
            DegreesOfFreedom = degrees,
            Variance = variance,
            PShare = Distributions.StudentUpperTail(t, degrees),
            PNormalised = Distributions.StudentUpperTail(tNormalised, degrees),
            PShareFall = Distributions.StudentUpperTail(-t, degrees),
            PNormalisedFall = Distributions.StudentUpperTail(-tNormalised, degrees),
        };
    }

    // Stabilizes the variance of a share: the same distance means the same everywhere between 0 and 1.
    private static double Angle(double share) => 2 * Math.Asin(Math.Sqrt(Math.Clamp(share, 0, 1)));

    private sealed class PairedShares
    {
        public PairedShares(CountMatrix baseline, CountMatrix candidate)
        {
            (Baseline, Candidate) = (baseline, candidate);
            Nu = baseline.Runs + candidate.Runs - 2;
            H = (1.0 / baseline.Runs) + (1.0 / candidate.Runs);
            var samples = baseline.RunSamples.Sum() + candidate.RunSamples.Sum();
            MeanSamples = samples / (baseline.Runs + candidate.Runs);
            MeanInverse = (baseline.RunSamples.Sum(n => 1 / n) + candidate.RunSamples.Sum(n => 1 / n)) / (baseline.Runs + candidate.Runs);
            Before = [.. Enumerable.Range(0, baseline.Functions).Select(baseline.MeanShare)];
            After = [.. Enumerable.Range(0, baseline.Functions).Select(candidate.MeanShare)];
            Pooled = [.. Enumerable.Range(0, baseline.Functions).Select(k => Math.Max((baseline.Pooled[k] + candidate.Pooled[k]) / samples, 1e-9))];
        }

        public CountMatrix Baseline { get; }

        public CountMatrix Candidate { get; }

        public double Nu { get; }

        public double H { get; }

        public double MeanSamples { get; }

        public double[] Before { get; }

        public double[] After { get; }

        public double[] Pooled { get; }

        private double MeanInverse { get; }

        public bool InFamily(int k) => (Before[k] + After[k]) / 2 >= FamilyShare;

        // v: variance of one run's share if samples were drawn independently.
        public double Multinomial(int k) => Math.Max(Pooled[k] * (1 - Pooled[k]) * MeanInverse, 1e-16);

        public double[] Dispersions()
        {
            var result = new double[Before.Length];
            for (var k = 0; k < result.Length; k++)
            {
                var within = (Baseline.SquaredDeviation(k, Before[k]) + Candidate.SquaredDeviation(k, After[k])) / Nu;
                result[k] = within / Multinomial(k);
            }

            return result;
        }
    }
}
