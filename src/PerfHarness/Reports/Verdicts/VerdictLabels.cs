using PerfHarness.Gating;

namespace PerfHarness.Reports.Verdicts;

/// <summary>The words for outcomes in reports of a verdict.</summary>
internal static class VerdictLabels
{
    public static string GetLabel(GateOutcome outcome) => outcome switch
    {
        GateOutcome.Pass => "pass",
        GateOutcome.Warning => "pass with warnings",
        GateOutcome.Fail => "fail",
        _ => "inconclusive",
    };

    /// <summary>The outcome, also of a benchmark without a verdict.</summary>
    public static string GetLabel(VerdictReport report) =>
        report.Verdict is { } verdict ? GetLabel(verdict.Outcome) : report.HasFailed ? "failed" : "not judged";

    /// <summary>What follows the outcome: reasons, and what was screened and confirmed.</summary>
    public static string Summarize(VerdictReport report) =>
        report.Verdict is { } verdict ? VerdictSummary.Create(verdict) : string.Join("; ", report.Reasons).TrimEnd('.');

    public static string GetLabel(FunctionOutcome outcome) => outcome switch
    {
        FunctionOutcome.Borderline => "borderline",
        FunctionOutcome.CostShift => "cost shift",
        FunctionOutcome.Renamed => "renamed?",
        _ => outcome.ToString().ToLowerInvariant(),
    };
}
