using System.Globalization;

namespace PerfHarness.Analysis;

/// <summary>
/// Shares, their changes, probabilities and counts, formatted the same way by every output: verdict texts, tables, Markdown,
/// JUnit, and the messages of tests and builds. Shares are 0 to 1. <see cref="FormatShare"/>, <see cref="FormatShareChange"/>
/// and <see cref="FormatRelativeChange"/> have their unit, for sentences; <see cref="FormatPercent"/> and
/// <see cref="FormatPoints"/> leave it to the column's heading.
/// </summary>
internal static class NumberFormatter
{
    // Smaller tail probabilities are meaningless for a benchmark.
    private const double MinProbability = 1e-12;

    // From here on three decimals are at least as precise as two digits.
    private const double MinFixedProbability = 0.00095;

    /// <summary><c>12.34 %</c>.</summary>
    public static string FormatShare(double share) => FormatPercent(share) + " %";

    /// <summary>A difference of two shares in percentage points, with its sign: <c>+1.23 pp</c>.</summary>
    public static string FormatShareChange(double change) => FormatPoints(change) + " pp";

    /// <summary>A ratio's distance from 1, with its sign: <c>+2.10 %</c> for 1.021.</summary>
    public static string FormatRelativeChange(double ratio) => FormatPoints(ratio - 1) + " %";

    /// <summary><c>12.34</c>.</summary>
    public static string FormatPercent(double share) => (share * 100).ToString("0.00", CultureInfo.InvariantCulture);

    /// <summary>A difference of two shares in percentage points, with its sign: <c>+1.23</c>.</summary>
    public static string FormatPoints(double change) => (change * 100).ToString("+0.00;-0.00;0.00", CultureInfo.InvariantCulture);

    /// <summary>Mean and standard deviation over the runs: <c>12.34 ± 0.56</c>.</summary>
    public static string FormatStatistics(ShareStatistics share, int runs) =>
        runs < 2 ? FormatPercent(share.Pooled) : $"{FormatPercent(share.Mean)} ± {FormatPercent(share.StandardDeviation)}";

    /// <summary><c>0.945</c>, <c>3.2e-4</c>, <c>&lt; 1e-12</c>.</summary>
    public static string FormatProbability(double p) =>
        p < MinProbability ? "< 1e-12" : p.ToString(p < MinFixedProbability ? "0.#e-0" : "0.###", CultureInfo.InvariantCulture);

    /// <summary><c>12,345</c>.</summary>
    public static string FormatCount(long count) => count.ToString("#,0", CultureInfo.InvariantCulture);

    /// <summary>Nanoseconds as milliseconds: <c>1,234.56</c>.</summary>
    public static string FormatMilliseconds(long nanoseconds) => (nanoseconds / 1e6).ToString("#,0.00", CultureInfo.InvariantCulture);

    /// <summary>Part of a whole in percent, without the unit; <c>-</c> where there is no whole.</summary>
    public static string FormatRatio(long part, long whole) => whole == 0 ? "-" : FormatPercent((double)part / whole);
}
