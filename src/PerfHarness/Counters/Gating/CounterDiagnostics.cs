using System.Globalization;
using PerfHarness.Analysis;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Measurements;

namespace PerfHarness.Counters.Gating;

/// <summary>A comparison of counters in words.</summary>
internal static class CounterDiagnostics
{
    private const string AcceptCommand = "dotnet perfharness stat --accept-baseline";

    public static Diagnostic CreateForDifference(ConditionDifference difference) => difference.IsBlocking
        ? new Diagnostic(
            DiagnosticCodes.NotComparable, Severity.Warning,
            $"the baseline's counters cannot be compared with these: {difference}.",
            $"Accept one on this kind of machine with '{AcceptCommand}': processors need different numbers of instructions, cycles and misses.")
        : new Diagnostic(
            DiagnosticCodes.EnvironmentDiffers, Severity.Warning,
            $"the baseline was counted under different conditions ({difference}); regressions are only warnings.",
            $"Accept a new one with '{AcceptCommand}'.");

    public static Diagnostic CreateForRegression(CounterComparison counter, Severity severity) => new(
        DiagnosticCodes.CounterRegression, severity,
        $"{counter.Event}: {FormatCount(counter.Before!.Mean)} → {FormatCount(counter.After!.Mean)} {counter.Unit}".TrimEnd() + " "
        + $"({FormatPercent(counter.Change)}, 95 % confidence interval {FormatInterval(counter)}, adjusted p {FormatProbability(counter.AdjustedP)} "
        + string.Create(CultureInfo.InvariantCulture, $"for a rise beyond {counter.Rule!.Threshold * 100:0.##} %, ")
        + string.Create(CultureInfo.InvariantCulture, $"{counter.Before.Values.Count}+{counter.After.Values.Count} runs)."));

    public static Diagnostic CreateForInconclusive(string text) => new(
        DiagnosticCodes.Inconclusive, Severity.Warning, $"the counters are not conclusive: {text["INCONCLUSIVE: ".Length..]}.",
        "Count more runs on both sides (-r), on a quieter machine, or change what matters (--threshold).");

    /// <summary><c>instructions +3.21 %</c>.</summary>
    public static string FormatChange(CounterComparison counter) => $"{counter.Event} {FormatPercent(counter.Change)}";

    public static string DescribeOpen(CounterComparison counter) => counter.Outcome switch
    {
        CounterOutcome.Missing => $"{counter.Event} is not counted here",
        CounterOutcome.Noisy => $"{counter.Event} varies too much ({FormatInterval(counter)})",
        _ => FormattableString.Invariant(
            $"{counter.Event} rose by {FormatPercent(counter.Change)}, perhaps less than {counter.Rule!.Threshold * 100:0.##} %"),
    };

    public static string FormatCount(double value) => value.ToString(value < 1000 ? "0.##" : "#,0", CultureInfo.InvariantCulture);

    public static string FormatPercent(double change) =>
        double.IsFinite(change) ? $"{NumberFormatter.FormatPoints(change)} %" : double.IsPositiveInfinity(change) ? "from zero" : "";

    public static string FormatInterval(CounterComparison counter) =>
        double.IsFinite(counter.Interval.Low) ? $"{FormatPercent(counter.Interval.Low)} to {FormatPercent(counter.Interval.High)}" : "";

    public static string FormatProbability(double p) => double.IsNaN(p) ? "" : NumberFormatter.FormatProbability(p);
}
