using System.Globalization;
using System.Text.Json;
using PerfHarness.Analysis;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Gating;
using PerfHarness.Profiles;

namespace PerfHarness.Reports.Verdicts;

/// <summary>
/// The verdicts in machine-readable form, with everything that the gate knew. Its form is published as <c>verdict.schema.json</c>; shares are 0
/// to 1, and what does not exist (an infinite or undefined figure too) is null.
/// </summary>
internal sealed class VerdictJsonWriter : IReportWriter<IReadOnlyList<VerdictReport>>
{
    public const int SchemaVersion = 1;

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
        var verdict = report.Figures;
        json.WriteStartObject();
        json.WriteString("name", report.Bench);
        json.WriteString("outcome", report.Verdict is not null ? ToCamelCase(verdict.Outcome.ToString()) : report.HasFailed ? "failed" : "notJudged");
        json.WriteNumber("exitCode",
            report.Verdict is null && !report.HasFailed ? 0 : report.HasFailed ? ExitCode.From(report.NotJudged!.Code) : verdict.ExitCode);
        json.WriteString("summary", VerdictLabels.Summarize(report));
        WriteScreening(json, report);
        json.WriteStartArray("reasons");
        foreach (var reason in report.Reasons)
        {
            json.WriteStringValue(reason);
        }

        json.WriteEndArray();
        json.WriteBoolean("compared", verdict.Compared);
        json.WriteBoolean("interleaved", verdict.Interleaved);
        json.WriteNumber("baselineRuns", verdict.BaselineRuns);
        json.WriteNumber("candidateRuns", verdict.CandidateRuns);
        json.WriteNumber("functionsTested", verdict.FamilySize);
        WriteNumber(json, "alpha", verdict.Plan.Alpha);
        WriteNumber(json, "kappa", verdict.SessionDrift.Drift);
        WriteNumber(json, "observedDrift", verdict.ObservedDrift?.Typical ?? double.NaN);
        json.WriteNumber("baselineSessions", verdict.SessionDrift.Sessions);
        WriteNumber(json, "commonFactor", verdict.CommonFactor);
        WriteNumber(json, "typicalDispersion", verdict.TypicalDispersion);
        json.WriteStartArray("functions");
        foreach (var function in verdict.Functions)
        {
            WriteFunction(json, function, report);
        }

        json.WriteEndArray();
        WriteBudgets(json, verdict);
        WriteTotal(json, "total", verdict.Total);
        WriteTotal(json, "wallTime", verdict.WallTime);
        WriteDiagnostics(json, report.Diagnostics);
        json.WriteString("flameGraph", report.FlameGraphPath);
        json.WriteString("differentialFlameGraph", report.DifferencePath);
        json.WriteEndObject();
    }

    private static void WriteScreening(Utf8JsonWriter json, VerdictReport report)
    {
        if (report.Verdict?.Screening is not { } screening)
        {
            json.WriteNull("screening");
            return;
        }

        json.WriteStartObject("screening");
        json.WriteString("text", report.Screening);
        json.WriteString("screen", VerdictSummary.DescribeScreen(report.Verdict));
        json.WriteBoolean("confirmed", screening.IsConfirmed);
        json.WriteString("baselineTime", screening.BaselineTime is { } time ? time.UtcDateTime.ToString("O", CultureInfo.InvariantCulture) : null);
        json.WriteString("commit", screening.Commit);
        json.WriteString("program", screening.Program);
        json.WriteString("obstacle", screening.Obstacle);
        json.WriteString("notComparable", screening.NotComparable);
        json.WriteEndObject();
    }

    private static void WriteFunction(Utf8JsonWriter json, FunctionVerdict f, VerdictReport report)
    {
        json.WriteStartObject();
        WriteName(json, f.Name);
        json.WriteString("outcome", GetOutcomeName(f.Outcome));
        json.WriteBoolean("fails", f.IsFailure);
        json.WriteBoolean("tested", f.IsTested);
        WriteNumber(json, "before", f.Before);
        WriteNumber(json, "after", f.After);
        WriteNumber(json, "difference", f.Difference);
        WriteNumber(json, "normalised", f.Normalized);
        json.WriteStartArray("interval95");
        WriteValue(json, f.ConfidenceInterval.Low);
        WriteValue(json, f.ConfidenceInterval.High);
        json.WriteEndArray();
        WriteNumber(json, "pShare", f.PValue);
        WriteNumber(json, "pNormalised", f.NormalizedPValue);
        WriteNumber(json, "familyP", f.AdjustedPValue);
        WriteNumber(json, "threshold", f.MinimumRise);
        WriteNumber(json, "minimumDetectable", f.MinimumDetectableRise);
        WriteNumber(json, "dispersion", f.Dispersion);
        WriteNumber(json, "degreesOfFreedom", f.DegreesOfFreedom);
        WriteValues(json, "runsBefore", f.SharesBefore);
        WriteValues(json, "runsAfter", f.SharesAfter);
        WriteNumber(json, "totalBefore", f.TotalBefore ?? double.NaN);
        WriteNumber(json, "totalAfter", f.TotalAfter ?? double.NaN);
        WriteNeighbor(json, f.Neighbor);
        WriteSource(json, f.Source);
        WriteStacks(json, (report.StackChanges ?? []).Where(s => s.Function == f.Name));
        json.WriteString("text", f.Text);
        json.WriteEndObject();
    }

    private static void WriteNeighbor(Utf8JsonWriter json, FunctionName? neighbor)
    {
        if (neighbor is { } name)
        {
            json.WriteStartObject("neighbour");
            WriteName(json, name);
            json.WriteEndObject();
        }
        else
        {
            json.WriteNull("neighbour");
        }
    }

    private static void WriteStacks(Utf8JsonWriter json, IEnumerable<StackChange> stacks)
    {
        json.WriteStartArray("stacks");
        foreach (var stack in stacks)
        {
            json.WriteStartObject();
            WriteNumber(json, "before", stack.Before);
            WriteNumber(json, "after", stack.After);
            json.WriteStartArray("frames");
            foreach (var frame in stack.Frames)
            {
                json.WriteStringValue(frame.ToString());
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteBudgets(Utf8JsonWriter json, GateVerdict verdict)
    {
        json.WriteStartArray("budgets");
        foreach (var budget in verdict.Budgets)
        {
            json.WriteStartObject();
            json.WriteString("pattern", budget.Budget.Pattern.Text);
            WriteNumber(json, "atMost", budget.Budget.MaximumShare);
            WriteNumber(json, "share", budget.Share);
            WriteNumber(json, "p", budget.PValue);
            json.WriteBoolean("exceeded", budget.Exceeded);
            json.WriteBoolean("fails", budget.IsFailure);
            json.WriteString("text", budget.Text);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteTotal(Utf8JsonWriter json, string name, TotalVerdict? total)
    {
        if (total is null)
        {
            json.WriteNull(name);
            return;
        }

        json.WriteStartObject(name);
        WriteNumber(json, "before", total.Before);
        WriteNumber(json, "after", total.After);
        json.WriteString("unit", total.Unit);
        WriteNumber(json, "ratio", total.Ratio);
        json.WriteStartArray("interval95");
        WriteValue(json, total.ConfidenceInterval.Low);
        WriteValue(json, total.ConfidenceInterval.High);
        json.WriteEndArray();
        WriteNumber(json, "p", total.PValue);
        json.WriteBoolean("perOperation", total.IsPerOperation);
        json.WriteBoolean("slower", total.IsSlower);
        json.WriteBoolean("fails", total.IsFailure);
        json.WriteString("text", total.Text);
        json.WriteEndObject();
    }

    private static void WriteDiagnostics(Utf8JsonWriter json, IEnumerable<Diagnostic> diagnostics)
    {
        json.WriteStartArray("diagnostics");
        foreach (var diagnostic in diagnostics)
        {
            json.WriteStartObject();
            json.WriteString("code", diagnostic.Code.ToString());
            json.WriteString("severity", ToCamelCase(diagnostic.Severity.ToString()));
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

    private static void WriteValues(Utf8JsonWriter json, string name, IReadOnlyList<double> values)
    {
        json.WriteStartArray(name);
        foreach (var value in values)
        {
            WriteValue(json, value);
        }

        json.WriteEndArray();
    }

    private static void WriteNumber(Utf8JsonWriter json, string name, double value)
    {
        json.WritePropertyName(name);
        WriteValue(json, value);
    }

    private static void WriteValue(Utf8JsonWriter json, double value)
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

    // Two names in the file differ from those in the code, because the file format must not change.
    private static string GetOutcomeName(FunctionOutcome outcome) => outcome switch
    {
        FunctionOutcome.Borderline => "atTheBar",
        FunctionOutcome.CostShift => "shareOnly",
        _ => ToCamelCase(outcome.ToString()),
    };

    private static string ToCamelCase(string text) => JsonNamingPolicy.CamelCase.ConvertName(text);
}
