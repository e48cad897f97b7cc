using System.Globalization;
using PerfHarness.Analysis;

namespace PerfHarness.Cli.Tables;

/// <summary>Numbers as tables show them; shares are 0 to 1.</summary>
internal static class NumberFormatter
{
    public static string Percent(double share) => (share * 100).ToString("0.00", CultureInfo.InvariantCulture);

    /// <summary>With its sign, in percentage points.</summary>
    public static string Points(double change) => (change * 100).ToString("+0.00;-0.00;0.00", CultureInfo.InvariantCulture);

    /// <summary>Mean and deviation over the runs.</summary>
    public static string Spread(ShareStatistics share, int runs) => runs < 2 ? Percent(share.Pooled) : $"{Percent(share.Mean)} ± {Percent(share.Deviation)}";

    public static string Count(long count) => count.ToString("#,0", CultureInfo.InvariantCulture);

    public static string Probability(double p) => p.ToString(p is >= 0.001 or 0 ? "0.###" : "0.#e-0", CultureInfo.InvariantCulture);

    public static string Of(long part, long whole) => whole == 0 ? "-" : Percent((double)part / whole);
}
