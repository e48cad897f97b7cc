namespace PerfHarness.Gating.Statistics;

/// <summary>Tails of the distributions, exact far out: the test depends on probabilities of 1e-6 and below.</summary>
internal static class Distributions
{
    /// <summary>P(T > t) for Student's t; infinite degrees of freedom are the normal distribution.</summary>
    public static double StudentUpperTail(double t, double degreesOfFreedom)
    {
        if (double.IsInfinity(t) || double.IsNaN(t))
        {
            return double.IsNaN(t) ? double.NaN : t > 0 ? 0 : 1;
        }

        var square = t * t;
        double half;
        if (double.IsPositiveInfinity(degreesOfFreedom))
        {
            half = 0.5 * MathNet.Numerics.SpecialFunctions.Erfc(Math.Abs(t) / Math.Sqrt(2));
        }
        else
        {
            var sum = degreesOfFreedom + square;
            half = 0.5 * SpecialFunctions.IncompleteBeta(
                degreesOfFreedom / 2, 0.5, degreesOfFreedom / sum, double.IsInfinity(sum) ? 1 : square / sum);
        }

        return t >= 0 ? half : 1 - half;
    }

    /// <summary>The t that is exceeded with probability <paramref name="p"/>, 0 &lt; p &lt; 1.</summary>
    public static double StudentUpperQuantile(double p, double degreesOfFreedom)
    {
        if (!(p is > 0 and < 1))
        {
            return p >= 1 ? double.NegativeInfinity : p <= 0 ? double.PositiveInfinity : double.NaN;
        }

        if (p > 0.5)
        {
            return -StudentUpperQuantile(1 - p, degreesOfFreedom);
        }

        var (low, high) = (0.0, 1.0);
        while (StudentUpperTail(high, degreesOfFreedom) > p && high < 1e150)
        {
            (low, high) = (high, high * 2);
        }

        while (high - low > 1e-14 * high)
        {
            var middle = low + ((high - low) / 2);
            if (middle <= low || middle >= high)
            {
                break;
            }

            if (StudentUpperTail(middle, degreesOfFreedom) > p)
            {
                low = middle;
            }
            else
            {
                high = middle;
            }
        }

        return high;
    }

    /// <summary>P(F > f) for Fisher's F.</summary>
    public static double FisherUpperTail(double f, double numerator, double denominator)
    {
        if (!(f > 0))
        {
            return double.IsNaN(f) ? double.NaN : 1;
        }

        var scaled = numerator * f;
        var sum = denominator + scaled;
        return double.IsInfinity(sum) ? 0 : SpecialFunctions.IncompleteBeta(denominator / 2, numerator / 2, denominator / sum, scaled / sum);
    }
}
