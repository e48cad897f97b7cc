using System.Globalization;
using PerfHarness.Analysis;

namespace PerfHarness.Gating;

/// <summary>What a passing build means, and what it does not: one clause each.</summary>
internal static class PassReasons
{
    public static List<string> Create(GateVerdict verdict, GateInput input)
    {
        var isScreen = input is { CanConfirm: true, Interleaved: false };
        List<string> reasons =
        [
            isScreen
                ? string.Create(
                    CultureInfo.InvariantCulture,
                    $"none of {verdict.FamilySize} functions has risen by as much as matters ")
                    + string.Create(CultureInfo.InvariantCulture, $"({verdict.CandidateRuns} runs, {verdict.BaselineRuns} stored)")
                : string.Create(
                    CultureInfo.InvariantCulture,
                    $"none of {verdict.FamilySize} functions regressed ({verdict.BaselineRuns}+{verdict.CandidateRuns} runs)"),
        ];
        if (!isScreen && verdict.TypicalDetectableRise is { } rise)
        {
            reasons.Add($"in the median function of at least 1 %, a rise of {NumberFormatter.FormatShareChange(rise)} would have been detected");
        }

        return [.. reasons, .. CreateNotes(verdict)];
    }

    /// <summary>What a verdict that does not fail leaves open.</summary>
    public static IEnumerable<string> CreateNotes(GateVerdict verdict)
    {
        if (verdict.ObservedDrift?.Describe() is { } drift)
        {
            yield return drift;
        }

        if (verdict.Total is { Obstacle: { } obstacle })
        {
            yield return obstacle;
        }
    }
}
