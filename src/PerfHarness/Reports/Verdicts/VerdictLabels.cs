using System.Globalization;
using PerfHarness.Gating;

namespace PerfHarness.Reports.Verdicts;

/// <summary>How reports of a verdict call things.</summary>
internal static class VerdictLabels
{
    public static string GetLabel(GateOutcome outcome) => outcome switch
    {
        GateOutcome.Pass => "pass",
        GateOutcome.Warning => "pass with warnings",
        GateOutcome.Fail => "fail",
        _ => "inconclusive",
    };

    public static string GetLabel(FunctionOutcome outcome) => outcome switch
    {
        FunctionOutcome.Borderline => "at the bar",
        FunctionOutcome.CostShift => "share only",
        FunctionOutcome.Renamed => "renamed?",
        _ => outcome.ToString().ToLowerInvariant(),
    };

    public static string FormatPercent(double share) => (share * 100).ToString("0.00", CultureInfo.InvariantCulture);

    public static string FormatPoints(double change) => (change * 100).ToString("+0.00;-0.00;0.00", CultureInfo.InvariantCulture);

    public static string FormatProbability(double p) => p.ToString(p is >= 0.001 or 0 ? "0.###" : "0.#e-0", CultureInfo.InvariantCulture);
}
