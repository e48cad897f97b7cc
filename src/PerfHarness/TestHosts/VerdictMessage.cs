using System.Text;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Gating;
using PerfHarness.Reports.Verdicts;
using PerfHarness.Runs;

namespace PerfHarness.TestHosts;

/// <summary>The verdict as a test's message: what was decided and why, a row for each function that matters, the paths.</summary>
internal static class VerdictMessage
{
    public static string Create(BenchResult result)
    {
        var text = new StringBuilder();
        AppendLine(text, $"{result.Bench.Name}: {Summarize(result)}");
        foreach (var diagnostic in result.Verdict?.Diagnostics ?? [])
        {
            AppendLine(text, $"  {TestRemedy.Apply(diagnostic)}");
        }

        foreach (var diagnostic in result.Diagnostics.Concat(result.OutputProblems))
        {
            AppendLine(text, $"  {TestRemedy.Apply(diagnostic)}");
        }

        foreach (var file in result.Files)
        {
            AppendLine(text, $"  {file}");
        }

        return text.ToString().TrimEnd();
    }

    private static string Summarize(BenchResult result) => result switch
    {
        { AcceptedBaseline: { } accepted } => FormattableString.Invariant($"accepted as the baseline with {accepted.Counts.Runs.Count} runs."),
        { Refusal: { } refusal } => $"not accepted as the baseline: {refusal.Message}",
        { Verdict: { } verdict } => $"{GetLabel(verdict.Outcome)}. {VerdictSummary.Create(verdict)}.",
        _ => "not judged.",
    };

    private static string GetLabel(GateOutcome outcome) => outcome switch
    {
        GateOutcome.Pass => "pass",
        GateOutcome.Warning => "pass with warnings",
        GateOutcome.Fail => "FAIL",
        _ => "inconclusive",
    };

    private static void AppendLine(StringBuilder text, string line) => text.Append(SafeText.ToSingleLine(line)).Append('\n');
}
