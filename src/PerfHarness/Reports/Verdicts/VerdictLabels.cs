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

    public static string GetLabel(FunctionOutcome outcome) => outcome switch
    {
        FunctionOutcome.Borderline => "borderline",
        FunctionOutcome.CostShift => "cost shift",
        FunctionOutcome.Renamed => "renamed?",
        _ => outcome.ToString().ToLowerInvariant(),
    };
}
