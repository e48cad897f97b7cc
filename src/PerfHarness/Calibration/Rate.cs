using PerfHarness.Gating.Statistics;

namespace PerfHarness.Calibration;

/// <summary>How often something happened in a number of trials.</summary>
internal readonly record struct Rate(int Hits, int Trials)
{
    public double Share => Trials == 0 ? double.NaN : (double)Hits / Trials;

    /// <summary>
    /// Upper bound of the rate: one-sided 95 % bound of Clopper and Pearson. It assumes independent trials; splits of one
    /// series share their runs, so that the bound applies to that series only.
    /// </summary>
    public double UpperBound
    {
        get
        {
            if (Hits >= Trials)
            {
                return 1;
            }

            var (low, high) = (Share, 1.0);
            for (var i = 0; i < 60; i++)
            {
                var middle = (low + high) / 2;
                // P(X <= hits) for a binomial X.
                var tail = SpecialFunctions.IncompleteBeta(Trials - Hits, Hits + 1, 1 - middle, middle);
                (low, high) = tail > 0.05 ? (middle, high) : (low, middle);
            }

            return high;
        }
    }
}
