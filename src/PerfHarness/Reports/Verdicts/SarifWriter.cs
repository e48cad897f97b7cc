using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Gating;

namespace PerfHarness.Reports.Verdicts;

/// <summary>
/// SARIF 2.1.0: one result per message of the verdict. Rule, path and fingerprint (of benchmark, code and function) stay the
/// same from build to build, so that a code scanning host follows a finding instead of opening it anew. A finding without
/// a source position names the function as its logical location.
/// </summary>
/// <param name="root">Folder that paths are written relative to: the checkout.</param>
internal sealed class SarifWriter(string? root = null) : IReportWriter<IReadOnlyList<VerdictReport>>
{
    // Code scanning hosts show the text as the rule's title and the help beside a finding.
    private static readonly Rule[] Rules =
    [
        new(
            DiagnosticCodes.Regression,
            "Regression",
            "A function takes a larger share of the samples than in the baseline.",
            "Compare the flame graphs and fix the function, or accept a new baseline if the change is intended. "
            + "'dotnet perfharness explain FUNCTION' shows the evidence."),
        new(
            DiagnosticCodes.Inconclusive,
            "Inconclusive",
            "The data is not conclusive.",
            "Record more runs, or longer ones; 'dotnet perfharness calibrate' shows how many this machine needs."),
        new(
            DiagnosticCodes.CostMoved,
            "Moved",
            "Time moved from a caller or callee to this function.",
            "Nothing got slower: the JIT compiler inlined a call, or code moved across one."),
        new(
            DiagnosticCodes.BudgetExceeded,
            "BudgetExceeded",
            "Functions exceed their budget.",
            "Optimize them, or change the budget in perfharness.json."),
        new(
            DiagnosticCodes.TotalSlower,
            "TotalSlower",
            "The program needs more CPU time for the same work.",
            "Function shares do not show this: compare the totals, and look for common causes such as allocation."),
        new(
            DiagnosticCodes.NewFunction,
            "NewFunction",
            "A new function has a large share.",
            "Optimize it, or accept a new baseline if it is intended."),
        new(
            DiagnosticCodes.BaselineMissing,
            "BaselineMissing",
            "There is no baseline to compare with.",
            "Accept one with 'dotnet perfharness baseline accept', preferably from 20 runs in 4 sessions."),
        new(
            DiagnosticCodes.NotComparable,
            "NotComparable",
            "The baseline was recorded under conditions that cannot be compared.",
            "Accept a new baseline under these conditions, or record under the baseline's conditions."),
        new(
            DiagnosticCodes.WaiverExpired,
            "WaiverLapsed",
            "A waiver has expired.",
            "Fix the regression, accept a new baseline, or renew the waiver with a reason."),
        new(
            DiagnosticCodes.InsufficientBaseline,
            "ThinBaseline",
            "The baseline has few sessions.",
            "Add sessions with 'dotnet perfharness baseline accept --add', to detect smaller regressions."),
        new(
            DiagnosticCodes.FunctionRenamed,
            "Renamed",
            "A function seems to have been renamed.",
            "If it was renamed, there is nothing to do; otherwise compare the two functions."),
        new(
            DiagnosticCodes.EnvironmentDiffers,
            "EnvironmentDiffers",
            "The baseline was recorded under different conditions.",
            "Accept a new baseline under these conditions."),
        new(
            DiagnosticCodes.UnmatchedPattern,
            "UnmatchedPattern",
            "A pattern of the policy matches no function.",
            "Correct the pattern, by the names in 'dotnet perfharness report', or remove it."),
        new(
            DiagnosticCodes.NotJudged,
            "NotJudged",
            "A benchmark was not judged.",
            "Nothing is known about its regressions. Run it without --no-gate, against a baseline."),
    ];

    private readonly SourcePaths _paths = new(root);

    public void Write(IReadOnlyList<VerdictReport> report, Stream output)
    {
        ArgumentNullException.ThrowIfNull(report);
        using var json = new Utf8JsonWriter(output, new JsonWriterOptions { Indented = true, NewLine = "\n" });
        json.WriteStartObject();
        json.WriteString("$schema", "https://json.schemastore.org/sarif-2.1.0.json");
        json.WriteString("version", "2.1.0");
        json.WriteStartArray("runs");
        json.WriteStartObject();
        WriteTool(json);
        json.WriteString("columnKind", "utf16CodeUnits");
        json.WriteStartArray("results");
        foreach (var bench in report)
        {
            foreach (var diagnostic in bench.Diagnostics)
            {
                WriteResult(json, bench, diagnostic);
            }
        }

        json.WriteEndArray();
        WriteProperties(json, report);
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
    }

    // A build without findings has no results: this says what was judged, and how.
    private static void WriteProperties(Utf8JsonWriter json, IReadOnlyList<VerdictReport> report)
    {
        json.WriteStartObject("properties");
        json.WriteStartArray("benches");
        foreach (var bench in report)
        {
            json.WriteStartObject();
            json.WriteString("name", bench.Bench);
            json.WriteString("outcome", VerdictLabels.GetLabel(bench));
            json.WriteString("text", SafeText.ToSingleLine(VerdictLabels.Summarize(bench)));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteTool(Utf8JsonWriter json)
    {
        json.WriteStartObject("tool");
        json.WriteStartObject("driver");
        json.WriteString("name", "perfharness");
        json.WriteString("semanticVersion", typeof(SarifWriter).Assembly.GetName().Version?.ToString(3));
        json.WriteStartArray("rules");
        foreach (var rule in Rules)
        {
            json.WriteStartObject();
            json.WriteString("id", rule.Code.ToString());
            json.WriteString("name", rule.Name);
            WriteText(json, "shortDescription", rule.Text);
            WriteText(json, "fullDescription", rule.Text);
            WriteText(json, "help", rule.Help);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private void WriteResult(Utf8JsonWriter json, VerdictReport bench, Diagnostic diagnostic)
    {
        var function = FindFunction(bench.Figures, diagnostic);
        json.WriteStartObject();
        json.WriteString("ruleId", diagnostic.Code.ToString());
        if (Array.FindIndex(Rules, rule => rule.Code == diagnostic.Code) is >= 0 and var index)
        {
            json.WriteNumber("ruleIndex", index);
        }

        json.WriteString("level", diagnostic.Severity switch { Severity.Error => "error", Severity.Warning => "warning", _ => "note" });
        WriteText(json, "message", SafeText.ToSingleLine($"{bench.Bench}: {diagnostic.Text}"));
        json.WriteStartArray("locations");
        json.WriteStartObject();
        if (diagnostic.File is { } file)
        {
            WritePhysicalLocation(json, file, diagnostic);
        }

        json.WriteStartArray("logicalLocations");
        json.WriteStartObject();
        json.WriteString("fullyQualifiedName", function?.Name.ToString() ?? bench.Bench);
        json.WriteString("kind", function is null ? "module" : "function");
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteStartObject("partialFingerprints");
        json.WriteString("perfharness/v1", ComputeFingerprint(bench.Bench, diagnostic.Code, function?.Name.ToString() ?? ""));
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteText(Utf8JsonWriter json, string name, string text)
    {
        json.WriteStartObject(name);
        json.WriteString("text", text);
        json.WriteEndObject();
    }

    private void WritePhysicalLocation(Utf8JsonWriter json, string file, Diagnostic diagnostic)
    {
        json.WriteStartObject("physicalLocation");
        json.WriteStartObject("artifactLocation");
        var path = _paths.MakeRelative(file);
        var inside = !Path.IsPathRooted(path);
        var escaped = string.Join('/', path.Split('/').Select(Uri.EscapeDataString));
        json.WriteString("uri", inside ? escaped : "file://" + escaped);
        if (inside)
        {
            json.WriteString("uriBaseId", "%SRCROOT%");
        }

        json.WriteEndObject();
        if (diagnostic.Line > 0)
        {
            json.WriteStartObject("region");
            json.WriteNumber("startLine", diagnostic.Line);
            if (diagnostic.Column > 0)
            {
                json.WriteNumber("startColumn", diagnostic.Column);
            }

            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    // The gate's messages begin with the function's name.
    private static FunctionVerdict? FindFunction(GateVerdict verdict, Diagnostic diagnostic) =>
        verdict.Functions.FirstOrDefault(f => diagnostic.Message.StartsWith(f.Name.Name + ": ", StringComparison.Ordinal)
            && diagnostic.Message.Contains(f.Text, StringComparison.Ordinal));

    private static string ComputeFingerprint(string bench, DiagnosticCode code, string function) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{bench}\0{code}\0{function}")))[..32];

    private sealed record Rule(DiagnosticCode Code, string Name, string Text, string Help);
}
