using System.Globalization;
using PerfHarness.Analysis;

namespace PerfHarness.Cli.Tables;

/// <summary>Formats numbers for tables; shares are 0 to 1.</summary>
internal static class NumberFormatter
{
    public static string FormatPercent(double share) => (share * 100).ToString("0.00", CultureInfo.InvariantCulture);

    /// <summary>With its sign, in percentage points.</summary>
    public static string FormatPoints(double change) => (change * 100).ToString("+0.00;-0.00;0.00", CultureInfo.InvariantCulture);

    /// <summary>Mean and standard deviation over the runs.</summary>
    public static string FormatStatistics(ShareStatistics share, int runs) =>
        runs < 2 ? FormatPercent(share.Pooled) : $"{FormatPercent(share.Mean)} ± {FormatPercent(share.StandardDeviation)}";

    public static string FormatCount(long count) => count.ToString("#,0", CultureInfo.InvariantCulture);

    public static string FormatProbability(double p) => p.ToString(p is >= 0.001 or 0 ? "0.###" : "0.#e-0", CultureInfo.InvariantCulture);

    public static string FormatRatio(long part, long whole) => whole == 0 ? "-" : FormatPercent((double)part / whole);
}
