using System.Text;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Gating;
using PerfHarness.Runs;

namespace PerfHarness.TestHosts;

/// <summary>The verdict as a test's message: what was decided and why, a row for each function that matters, the paths.</summary>
internal static class VerdictMessage
{
    public static string Of(BenchResult result)
    {
        var text = new StringBuilder();
        Line(text, $"{result.Bench.Name}: {Summary(result)}");
        foreach (var diagnostic in result.Verdict?.Diagnostics ?? [])
        {
            Line(text, $"  {diagnostic}");
        }

        foreach (var diagnostic in result.Diagnostics)
        {
            Line(text, $"  {diagnostic}");
        }

        foreach (var file in result.Files)
        {
            Line(text, $"  {file}");
        }

        return text.ToString().TrimEnd();
    }

    private static string Summary(BenchResult result) => result switch
    {
        { Accepted: { } accepted } => FormattableString.Invariant($"accepted as the baseline, {accepted.Counts.Runs.Count} runs."),
        { Verdict: { } verdict } => $"{Word(verdict.Outcome)}. {string.Join("; ", verdict.Reasons)}.",
        _ => "not judged.",
    };

    private static string Word(GateOutcome outcome) => outcome switch
    {
        GateOutcome.Pass => "pass",
        GateOutcome.Warning => "pass with warnings",
        GateOutcome.Fail => "FAIL",
        _ => "inconclusive",
    };

    private static void Line(StringBuilder text, string line) => text.Append(SafeText.ToSingleLine(line)).Append('\n');
}
