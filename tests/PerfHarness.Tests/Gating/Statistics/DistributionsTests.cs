using PerfHarness.Gating.Statistics;

namespace PerfHarness.Tests.Gating.Statistics;

public sealed class DistributionsTests
{
    // scipy 1.10: stats.t.sf(t, df), with mpmath's digits where they differ.
    [Theory]
    [InlineData(0, 8, 0.5)]
    [InlineData(1e-9, 68, 0.5 - 3.974755e-10)]
    [InlineData(1e-7, 68, 0.5 - 3.974755e-8)]
    [InlineData(2, 8, 0.040258118978)]
    [InlineData(-2, 8, 0.959741881022)]
    public void Student_tails_have_their_known_values(double t, double df, double p) =>
        Assert.Equal(p, Distributions.StudentUpperTail(t, df), 11);

    [Fact]
    public void Two_degrees_of_freedom_have_a_closed_form_far_out()
    {
        for (var t = 0.001; t < 1e100; t *= 3.7)
        {
            var root = Math.Sqrt(2 + (t * t));
            // 1/2 − t/(2√(2+t²)), without its cancellation.
            var expected = double.IsInfinity(root) ? 0 : 1 / (root * (root + t));
            Assert.Equal(1, Distributions.StudentUpperTail(t, 2) / expected, 1e-12);
        }
    }

    [Fact]
    public void Infinite_degrees_of_freedom_are_the_normal_distribution()
    {
        Assert.Equal(0.024997895148220435, Distributions.StudentUpperTail(1.96, double.PositiveInfinity), 12);
        Assert.Equal(1, Distributions.StudentUpperTail(10, double.PositiveInfinity) / 7.619853024160527e-24, 1e-9);
    }

    [Fact]
    public void Quantiles_invert_the_tail()
    {
        foreach (var df in (double[])[1, 2, 8, 68, 1000, double.PositiveInfinity])
        {
            for (var p = 0.4; p > 1e-40; p /= 7.3)
            {
                var t = Distributions.StudentUpperQuantile(p, df);
                Assert.Equal(1, Distributions.StudentUpperTail(t, df) / p, 1e-9);
                if (p > 1e-6)
                {
                    Assert.Equal(-t, Distributions.StudentUpperQuantile(1 - p, df), Math.Abs(t) * 1e-7);
                }
            }
        }
    }

    [Fact]
    public void Fisher_tails_have_a_closed_form_for_two_degrees_of_freedom()
    {
        // P(F(2, d) > f) = (1 + 2f/d)^(−d/2)
        foreach (var d in (double[])[3, 10, 60])
        {
            for (var f = 0.01; f < 1e4; f *= 2.9)
            {
                Assert.Equal(1, Distributions.FisherUpperTail(f, 2, d) / Math.Pow(1 + (2 * f / d), -d / 2), 1e-11);
            }
        }

        Assert.Equal(1, Distributions.FisherUpperTail(0, 3, 4));
        Assert.Equal(0, Distributions.FisherUpperTail(double.PositiveInfinity, 3, 4));
    }

    [Fact]
    public void Polygamma_functions_have_their_known_values()
    {
        Assert.Equal(-0.5772156649015329, SpecialFunctions.Digamma(1), 14);
        Assert.Equal(Math.PI * Math.PI / 6, SpecialFunctions.Trigamma(1), 13);
        Assert.Equal(Math.PI * Math.PI / 2, SpecialFunctions.Trigamma(0.5), 13);
        Assert.Equal(-2.404113806319188, SpecialFunctions.Tetragamma(1), 13);
        for (var y = 0.01; y < 1e4; y *= 1.7)
        {
            Assert.Equal(1, SpecialFunctions.InverseTrigamma(SpecialFunctions.Trigamma(y)) / y, 1e-10);
        }
    }
}
