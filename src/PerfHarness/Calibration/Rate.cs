using PerfHarness.Gating.Statistics;

namespace PerfHarness.Calibration;

/// <summary>How often something happened, and how often it may happen for all that is known.</summary>
internal readonly record struct Rate(int Hits, int Trials)
{
    public double Share => Trials == 0 ? double.NaN : (double)Hits / Trials;

    /// <summary>
    /// The largest rate under which so few hits are not yet improbable: one-sided 95 % bound of Clopper and Pearson. It
    /// takes the trials for independent; splits of one series share their runs, so it speaks of that series alone.
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
