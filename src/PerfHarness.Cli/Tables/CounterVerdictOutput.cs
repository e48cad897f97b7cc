using System.Text.Json;
using PerfHarness.Cli.Hosting;
using PerfHarness.Counters.Gating;
using PerfHarness.Formats.Diagnostics;

namespace PerfHarness.Cli.Tables;

/// <summary>A verdict about counters as a table, and as a part of the JSON.</summary>
internal static class CounterVerdictOutput
{
    /// <param name="isTextTaken">Standard output is for a machine to read: only diagnostics are shown.</param>
    public static void Write(Terminal terminal, CounterVerdict verdict, bool isTextTaken)
    {
        if (isTextTaken)
        {
            terminal.Report(verdict.Diagnostics);
            return;
        }

        if (verdict.Comparisons.Count > 0)
        {
            var table = new TableModel(
                new Column("counter"),
                new Column("before", IsRightAligned: true),
                new Column("after", IsRightAligned: true),
                new Column("change", IsRightAligned: true),
                new Column("95 % interval", IsRightAligned: true),
                new Column("finds from", IsRightAligned: true),
                new Column("adjusted p", IsRightAligned: true),
                new Column("verdict"));
            foreach (var counter in verdict.Comparisons)
            {
                table.Add(
                    counter.Event,
                    counter.Before is { } before ? CounterDiagnostics.FormatCount(before.Mean) : "-",
                    counter.After is { } after ? CounterDiagnostics.FormatCount(after.Mean) : "-",
                    CounterDiagnostics.FormatPercent(counter.Change),
                    CounterDiagnostics.FormatInterval(counter),
                    CounterDiagnostics.FormatPercent(counter.DetectableRise),
                    CounterDiagnostics.FormatProbability(counter.AdjustedP),
                    Describe(counter.Outcome));
            }

            terminal.Write(table);
            terminal.Output.WriteLine();
        }

        terminal.Report(verdict.Diagnostics);
        terminal.Output.WriteLine(SafeText.ToSingleLine($"Verdict: {verdict.Text}."));
    }

    public static void WriteJson(Utf8JsonWriter json, CounterVerdict verdict)
    {
        json.WriteStartObject("verdict");
        json.WriteString("outcome", verdict.ExitCode switch { ExitCode.Success => "pass", ExitCode.Regression => "fail", _ => "inconclusive" });
        json.WriteString("text", verdict.Text);
        json.WriteStartArray("counters");
        foreach (var counter in verdict.Comparisons)
        {
            json.WriteStartObject();
            json.WriteString("event", counter.Event);
            json.WriteString("outcome", JsonNamingPolicy.CamelCase.ConvertName(counter.Outcome.ToString()));
            WriteNumber(json, "before", counter.Before?.Mean);
            WriteNumber(json, "after", counter.After?.Mean);
            WriteNumber(json, "change", counter.Change);
            WriteNumber(json, "low", counter.Interval.Low);
            WriteNumber(json, "high", counter.Interval.High);
            WriteNumber(json, "threshold", counter.Rule?.Threshold);
            WriteNumber(json, "detectableRise", counter.DetectableRise);
            WriteNumber(json, "adjustedP", counter.AdjustedP);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("diagnostics");
        foreach (var diagnostic in verdict.Diagnostics)
        {
            json.WriteStringValue(diagnostic.ToString());
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteNumber(Utf8JsonWriter json, string name, double? value)
    {
        if (value is { } number && double.IsFinite(number))
        {
            json.WriteNumber(name, number);
        }
        else
        {
            json.WriteNull(name);
        }
    }

    private static string Describe(CounterOutcome outcome) => outcome switch
    {
        CounterOutcome.Regressed => "REGRESSED",
        CounterOutcome.Borderline => "borderline",
        CounterOutcome.Improved => "improved",
        CounterOutcome.Unchanged => "unchanged",
        CounterOutcome.Noisy => "too noisy",
        CounterOutcome.Missing => "not counted",
        _ => "not judged",
    };
}
