using System.Globalization;
using PerfHarness.Analysis;

namespace PerfHarness.Tests.Analysis;

public sealed class NumberFormatterTests
{
    [Theory]
    [InlineData(1, "1")]
    [InlineData(0.9449, "0.945")]
    [InlineData(0.05, "0.05")]
    [InlineData(0.001, "0.001")]
    [InlineData(0.00099999, "0.001")]
    [InlineData(0.00094, "9.4e-4")]
    [InlineData(0.00032, "3.2e-4")]
    [InlineData(2e-12, "2e-12")]
    [InlineData(1e-12, "1e-12")]
    [InlineData(9e-13, "< 1e-12")]
    [InlineData(0, "< 1e-12")]
    public void A_probability_has_the_digits_that_matter(double p, string expected) => Assert.Equal(expected, NumberFormatter.FormatProbability(p));

    [Fact]
    public void Numbers_are_the_same_under_a_culture_with_decimal_commas()
    {
        var german = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        (german.NumberFormat.NumberDecimalSeparator, german.NumberFormat.NumberGroupSeparator) = (",", ".");
        (CultureInfo.CurrentCulture, var before) = (german, CultureInfo.CurrentCulture);
        try
        {
            Assert.Equal("12.34 %", NumberFormatter.FormatShare(0.1234));
            Assert.Equal("+1.23 pp", NumberFormatter.FormatShareChange(0.0123));
            Assert.Equal("-1.23 pp", NumberFormatter.FormatShareChange(-0.0123));
            Assert.Equal("0.00 pp", NumberFormatter.FormatShareChange(-0.00001));
            Assert.Equal("+2.10 %", NumberFormatter.FormatRelativeChange(1.021));
            Assert.Equal("0.32", NumberFormatter.FormatPercent(0.0032));
            Assert.Equal("12,345", NumberFormatter.FormatCount(12345));
            Assert.Equal("-", NumberFormatter.FormatRatio(1, 0));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }
}
