using System.Text.Json;
using PerfHarness.Analysis;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Gating;
using PerfHarness.Profiles;

namespace PerfHarness.Reports.Verdicts;

/// <summary>
/// The verdicts for programs: everything the gate knew. Its form is published as <c>verdict.schema.json</c>; shares are 0
/// to 1, and what does not exist (an infinite or undefined figure too) is null.
/// </summary>
public sealed class VerdictJsonWriter : IReportWriter<IReadOnlyList<VerdictReport>>
{
    public const int SchemaVersion = 1;

    public string Extension => ".json";

    public void Write(IReadOnlyList<VerdictReport> report, Stream output)
    {
        ArgumentNullException.ThrowIfNull(report);
        using var json = new Utf8JsonWriter(output, new JsonWriterOptions { Indented = true, NewLine = "\n" });
        json.WriteStartObject();
        json.WriteNumber("schemaVersion", SchemaVersion);
        json.WriteString("tool", "perfharness");
        json.WriteStartArray("benches");
        foreach (var bench in report)
        {
            WriteBench(json, bench);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteBench(Utf8JsonWriter json, VerdictReport report)
    {
        var verdict = report.Verdict;
        json.WriteStartObject();
        json.WriteString("name", report.Bench);
        json.WriteString("outcome", Camel(verdict.Outcome.ToString()));
        json.WriteNumber("exitCode", verdict.ExitCode);
        json.WriteStartArray("reasons");
        foreach (var reason in verdict.Reasons)
        {
            json.WriteStringValue(reason);
        }

        json.WriteEndArray();
        json.WriteBoolean("compared", verdict.Compared);
        json.WriteBoolean("interleaved", verdict.Interleaved);
        json.WriteNumber("baselineRuns", verdict.BaselineRuns);
        json.WriteNumber("candidateRuns", verdict.CandidateRuns);
        json.WriteNumber("functionsTested", verdict.FamilySize);
        Number(json, "alpha", verdict.Plan.Alpha);
        Number(json, "kappa", verdict.Noise.Kappa);
        json.WriteNumber("baselineSessions", verdict.Noise.Sessions);
        Number(json, "commonFactor", verdict.CommonFactor);
        Number(json, "typicalDispersion", verdict.TypicalDispersion);
        json.WriteStartArray("functions");
        foreach (var function in verdict.Functions)
        {
            WriteFunction(json, function, report);
        }

        json.WriteEndArray();
        WriteBudgets(json, verdict);
        WriteTotal(json, verdict.Total);
        WriteDiagnostics(json, verdict.Diagnostics);
        json.WriteString("flameGraph", report.FlameGraph);
        json.WriteString("differentialFlameGraph", report.Difference);
        json.WriteEndObject();
    }

    private static void WriteFunction(Utf8JsonWriter json, FunctionVerdict f, VerdictReport report)
    {
        json.WriteStartObject();
        WriteName(json, f.Name);
        json.WriteString("outcome", Camel(f.Outcome.ToString()));
        json.WriteBoolean("fails", f.Fails);
        json.WriteBoolean("tested", f.Tested);
        Number(json, "before", f.Before);
        Number(json, "after", f.After);
        Number(json, "difference", f.Difference);
        Number(json, "normalised", f.Normalised);
        json.WriteStartArray("interval95");
        Value(json, f.Interval.Low);
        Value(json, f.Interval.High);
        json.WriteEndArray();
        Number(json, "pShare", f.PShare);
        Number(json, "pNormalised", f.PNormalised);
        Number(json, "familyP", f.FamilyP);
        Number(json, "threshold", f.Threshold);
        Number(json, "minimumDetectable", f.MinimumDetectable);
        Number(json, "dispersion", f.Dispersion);
        Number(json, "degreesOfFreedom", f.DegreesOfFreedom);
        Values(json, "runsBefore", f.RunsBefore);
        Values(json, "runsAfter", f.RunsAfter);
        Number(json, "totalBefore", f.TotalBefore ?? double.NaN);
        Number(json, "totalAfter", f.TotalAfter ?? double.NaN);
        if (f.Neighbour is { } neighbour)
        {
            json.WriteStartObject("neighbour");
            WriteName(json, neighbour);
            json.WriteEndObject();
        }
        else
        {
            json.WriteNull("neighbour");
        }

        WriteSource(json, f.Source);
        json.WriteStartArray("stacks");
        foreach (var stack in (report.Stacks ?? []).Where(s => s.Function == f.Name))
        {
            json.WriteStartObject();
            Number(json, "before", stack.Before);
            Number(json, "after", stack.After);
            json.WriteStartArray("frames");
            foreach (var frame in stack.Frames)
            {
                json.WriteStringValue(frame.ToString());
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteString("text", f.Text);
        json.WriteEndObject();
    }

    private static void WriteBudgets(Utf8JsonWriter json, GateVerdict verdict)
    {
        json.WriteStartArray("budgets");
        foreach (var budget in verdict.Budgets)
        {
            json.WriteStartObject();
            json.WriteString("pattern", budget.Budget.Pattern.Text);
            Number(json, "atMost", budget.Budget.AtMost);
            Number(json, "share", budget.Share);
            Number(json, "p", budget.P);
            json.WriteBoolean("exceeded", budget.Exceeded);
            json.WriteBoolean("fails", budget.Fails);
            json.WriteString("text", budget.Text);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteTotal(Utf8JsonWriter json, TotalVerdict? total)
    {
        if (total is null)
        {
            json.WriteNull("total");
            return;
        }

        json.WriteStartObject("total");
        Number(json, "before", total.Before);
        Number(json, "after", total.After);
        json.WriteString("unit", total.Unit);
        Number(json, "ratio", total.Ratio);
        json.WriteStartArray("interval95");
        Value(json, total.Interval.Low);
        Value(json, total.Interval.High);
        json.WriteEndArray();
        Number(json, "p", total.P);
        json.WriteBoolean("slower", total.Slower);
        json.WriteBoolean("fails", total.Fails);
        json.WriteString("text", total.Text);
        json.WriteEndObject();
    }

    private static void WriteDiagnostics(Utf8JsonWriter json, IReadOnlyList<Diagnostic> diagnostics)
    {
        json.WriteStartArray("diagnostics");
        foreach (var diagnostic in diagnostics)
        {
            json.WriteStartObject();
            json.WriteString("code", diagnostic.Code.ToString());
            json.WriteString("severity", Camel(diagnostic.Severity.ToString()));
            json.WriteString("message", diagnostic.Message);
            json.WriteString("remedy", diagnostic.Remedy);
            WriteSource(json, diagnostic.File is null ? null : new SourcePosition(diagnostic.File, diagnostic.Line, diagnostic.Column));
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteSource(Utf8JsonWriter json, SourcePosition? position)
    {
        if (position is not { } source)
        {
            json.WriteNull("source");
            return;
        }

        json.WriteStartObject("source");
        json.WriteString("file", source.File);
        json.WriteNumber("line", source.Line);
        json.WriteNumber("column", source.Column);
        json.WriteEndObject();
    }

    private static void WriteName(Utf8JsonWriter json, FunctionName name)
    {
        json.WriteString("module", name.Module);
        json.WriteString("name", name.Name);
    }

    private static void Values(Utf8JsonWriter json, string name, IReadOnlyList<double> values)
    {
        json.WriteStartArray(name);
        foreach (var value in values)
        {
            Value(json, value);
        }

        json.WriteEndArray();
    }

    private static void Number(Utf8JsonWriter json, string name, double value)
    {
        json.WritePropertyName(name);
        Value(json, value);
    }

    private static void Value(Utf8JsonWriter json, double value)
    {
        if (double.IsFinite(value))
        {
            json.WriteNumberValue(value);
        }
        else
        {
            json.WriteNullValue();
        }
    }

    private static string Camel(string text) => JsonNamingPolicy.CamelCase.ConvertName(text);
}
