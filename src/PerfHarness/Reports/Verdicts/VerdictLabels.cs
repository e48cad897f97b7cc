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
}
