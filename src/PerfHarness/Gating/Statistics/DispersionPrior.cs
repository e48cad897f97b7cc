namespace PerfHarness.Gating.Statistics;

/// <summary>
/// How the dispersions of the family scatter around a common one (Smyth's moderated variance): what lets few runs borrow
/// strength from many functions.
/// </summary>
/// <param name="DegreesOfFreedom">ν₀: how many degrees of freedom the family lends to each function.</param>
/// <param name="Dispersion">φ₀: the typical between-run variance, in units of the multinomial one.</param>
internal readonly record struct DispersionPrior(double DegreesOfFreedom, double Dispersion)
{
    /// <summary>A family that agrees perfectly lends no more than this.</summary>
    public const double Cap = 60;

    // Below this the logarithm of a dispersion is meaningless: a function with equal counts in every run.
    private const double Floor = 1e-3;

    /// <param name="dispersions">φ of the family's functions.</param>
    /// <param name="nu">Degrees of freedom of each.</param>
    public static DispersionPrior Fit(IReadOnlyCollection<double> dispersions, double nu)
    {
        if (dispersions.Count == 0)
        {
            return new DispersionPrior(Cap, 1);
        }

        var center = -SpecialFunctions.Digamma(nu / 2) + Math.Log(nu / 2);
        var logs = dispersions.Select(phi => Math.Log(Math.Max(phi, Floor)) + center).ToArray();
        var mean = logs.Sum() / logs.Length;
        var excess = (logs.Sum(e => (e - mean) * (e - mean)) / Math.Max(logs.Length - 1, 1)) - SpecialFunctions.Trigamma(nu / 2);
        var degrees = excess > 1e-3 ? Math.Min(Cap, 2 * SpecialFunctions.InverseTrigamma(excess)) : Cap;
        var typical = degrees < Cap ? Math.Exp(mean + SpecialFunctions.Digamma(degrees / 2) - Math.Log(degrees / 2)) : Math.Exp(mean);
        return new DispersionPrior(degrees, typical);
    }
}
