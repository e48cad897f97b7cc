using MathNet.Numerics;

namespace PerfHarness.Gating.Statistics;

/// <summary>
/// What the test needs beyond MathNet.Numerics: polygamma functions, which it lacks, and an incomplete beta function
/// that takes x and 1 − x apart. MathNet's forms 1 − x itself, and its Student distribution is off by up to 4e-8 next to
/// t = 0 for that reason.
/// </summary>
internal static class SpecialFunctions
{
    // From here on the asymptotic series below are exact to the last digits of a double.
    private const double Asymptotic = 20;

    /// <summary>ψ(x), x > 0.</summary>
    public static double Digamma(double x)
    {
        var sum = 0.0;
        for (; x < Asymptotic; x++)
        {
            sum -= 1 / x;
        }

        var r = 1 / (x * x);
        return sum + Math.Log(x) - (0.5 / x) - (r * ((1 / 12.0) - (r * ((1 / 120.0) - (r * ((1 / 252.0) - (r * ((1 / 240.0) - (r / 132.0)))))))));
    }

    /// <summary>ψ′(x), x > 0.</summary>
    public static double Trigamma(double x)
    {
        var sum = 0.0;
        for (; x < Asymptotic; x++)
        {
            sum += 1 / (x * x);
        }

        var r = 1 / (x * x);
        return sum + (1 / x) + (r / 2) + (r / x * ((1 / 6.0) - (r * ((1 / 30.0) - (r * ((1 / 42.0) - (r * ((1 / 30.0) - (r * 5 / 66.0)))))))));
    }

    /// <summary>ψ″(x), x > 0.</summary>
    public static double Tetragamma(double x)
    {
        var sum = 0.0;
        for (; x < Asymptotic; x++)
        {
            sum -= 2 / (x * x * x);
        }

        var r = 1 / (x * x);
        return sum - r - (r / x) - (r * r * (0.5 - (r * ((1 / 6.0) - (r * ((1 / 6.0) - (r * (0.3 - (r * 5 / 6.0)))))))));
    }

    /// <summary>The y with ψ′(y) = x, by Newton's steps on 1/ψ′ (Smyth 2004, appendix), which never overshoot.</summary>
    public static double InverseTrigamma(double x)
    {
        var y = 0.5 + (1 / x);
        for (var step = 0; step < 60; step++)
        {
            var t = Trigamma(y);
            var change = t * (1 - (t / x)) / Tetragamma(y);
            y += change;
            if (Math.Abs(change) <= 1e-15 * y)
            {
                break;
            }
        }

        return y;
    }

    /// <summary>I_x(a, b), the regularized incomplete beta function; <paramref name="complement"/> is 1 − x.</summary>
    public static double IncompleteBeta(double a, double b, double x, double complement)
    {
        if (double.IsNaN(x) || double.IsNaN(complement))
        {
            return double.NaN;
        }

        if (x <= 0)
        {
            return 0;
        }

        if (complement <= 0)
        {
            return 1;
        }

        // The fraction converges fast below the mean, so each half of the range uses its own side.
        return x <= (a + 1) / (a + b + 2)
            ? Front(a, b, x, complement) / a * Fraction(a, b, x)
            : 1 - (Front(b, a, complement, x) / b * Fraction(b, a, complement));
    }

    private static double Front(double a, double b, double x, double complement) => Math.Exp(
        MathNet.Numerics.SpecialFunctions.GammaLn(a + b) - MathNet.Numerics.SpecialFunctions.GammaLn(a) - MathNet.Numerics.SpecialFunctions.GammaLn(b)
        + (a * Math.Log(x)) + (b * Math.Log(complement)));

    // Lentz's method on the continued fraction of DLMF 8.17.22.
    private static double Fraction(double a, double b, double x)
    {
        const double tiny = 1e-300;
        double c = 1, d = Inverse(1 - ((a + b) * x / (a + 1))), result = d;
        for (var m = 1; m < 20_000; m++)
        {
            var even = m * (b - m) * x / ((a + (2 * m) - 1) * (a + (2 * m)));
            d = Inverse(1 + (even * d));
            c = NotZero(1 + (even / c));
            result *= d * c;

            var odd = -(a + m) * (a + b + m) * x / ((a + (2 * m)) * (a + (2 * m) + 1));
            d = Inverse(1 + (odd * d));
            c = NotZero(1 + (odd / c));
            result *= d * c;
            if (Math.Abs((d * c) - 1) < 1e-16)
            {
                break;
            }
        }

        return result;

        static double NotZero(double value) => Math.Abs(value) < tiny ? tiny : value;
        static double Inverse(double value) => 1 / NotZero(value);
    }
}
