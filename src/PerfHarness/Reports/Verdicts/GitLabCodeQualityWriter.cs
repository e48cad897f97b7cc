using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using PerfHarness.Formats.Diagnostics;

namespace PerfHarness.Reports.Verdicts;

/// <summary>GitLab's code quality report, which a merge request shows: findings with a path, the rest under the baseline's name.</summary>
/// <param name="root">Folder that paths are written relative to: the checkout.</param>
internal sealed class GitLabCodeQualityWriter(string? root = null) : IReportWriter<IReadOnlyList<VerdictReport>>
{
    private readonly SourcePaths _paths = new(root);

    public void Write(IReadOnlyList<VerdictReport> report, Stream output)
    {
        ArgumentNullException.ThrowIfNull(report);
        using var json = new Utf8JsonWriter(output, new JsonWriterOptions { Indented = true, NewLine = "\n" });
        json.WriteStartArray();
        foreach (var bench in report)
        {
            foreach (var diagnostic in bench.Diagnostics.Where(d => d.Severity != Severity.Info))
            {
                Write(json, bench.Bench, diagnostic);
            }
        }

        json.WriteEndArray();
    }

    private void Write(Utf8JsonWriter json, string bench, Diagnostic diagnostic)
    {
        var path = diagnostic.File is { } file ? _paths.MakeRelative(file) : "perfharness.json";
        var description = SafeText.ToSingleLine($"{bench}: {diagnostic.Message}");
        json.WriteStartObject();
        json.WriteString("description", description);
        json.WriteString("check_name", diagnostic.Code.ToString());
        // Without the figures, which differ from build to build.
        var subject = description.IndexOf(": ", bench.Length + 2, StringComparison.Ordinal) is > 0 and var end ? description[..end] : description;
        var fingerprint = SHA256.HashData(Encoding.UTF8.GetBytes($"{diagnostic.Code}\0{path}\0{subject}"));
        json.WriteString("fingerprint", Convert.ToHexStringLower(fingerprint)[..32]);
        json.WriteString("severity", diagnostic.Severity == Severity.Error ? "major" : "minor");
        json.WriteStartObject("location");
        json.WriteString("path", path);
        json.WriteStartObject("lines");
        json.WriteNumber("begin", Math.Max(1, diagnostic.Line));
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
