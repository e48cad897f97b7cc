using System.Globalization;
using System.Text;
using PerfHarness.Formats.Diagnostics;

namespace PerfHarness.Reports.Verdicts;

/// <summary>
/// Workflow commands that GitHub shows beside the code. It shows ten of each type per step, so the worst come first, and
/// one line says how many more there are.
/// </summary>
/// <param name="root">Folder that paths are written relative to: the checkout.</param>
internal sealed class GitHubAnnotationWriter(string? root = null) : IReportWriter<IReadOnlyList<VerdictReport>>
{
    public const int MaxPerSeverity = 10;
    private static readonly (Severity, string)[] Commands = [(Severity.Error, "error"), (Severity.Warning, "warning"), (Severity.Info, "notice")];

    private readonly SourcePaths _paths = new(root);

    public void Write(IReadOnlyList<VerdictReport> report, Stream output)
    {
        ArgumentNullException.ThrowIfNull(report);
        using var text = new StreamWriter(output, new UTF8Encoding(false), leaveOpen: true) { NewLine = "\n" };
        var all = report.SelectMany(bench => bench.Diagnostics.Select(diagnostic => (bench.Bench, Diagnostic: diagnostic))).ToList();
        foreach (var (severity, command) in Commands)
        {
            var ofType = all.Where(d => d.Diagnostic.Severity == severity).ToList();
            var shown = ofType.Count > MaxPerSeverity ? MaxPerSeverity - 1 : ofType.Count;
            foreach (var (bench, diagnostic) in ofType.Take(shown))
            {
                text.WriteLine(FormatLine(command, bench, diagnostic));
            }

            if (shown < ofType.Count)
            {
                var hidden = (ofType.Count - shown).ToString(CultureInfo.InvariantCulture);
                text.WriteLine($"::{command} title=perfharness::{hidden} more; see the step summary.");
            }
        }
    }

    private string FormatLine(string command, string bench, Diagnostic diagnostic)
    {
        var properties = new List<string>();
        if (diagnostic.File is { } file)
        {
            properties.Add($"file={EscapeProperty(_paths.MakeRelative(file))}");
            if (diagnostic.Line > 0)
            {
                properties.Add(string.Create(CultureInfo.InvariantCulture, $"line={diagnostic.Line}"));
            }

            if (diagnostic is { Line: > 0, Column: > 0 })
            {
                properties.Add(string.Create(CultureInfo.InvariantCulture, $"col={diagnostic.Column}"));
            }
        }

        properties.Add($"title={EscapeProperty($"{diagnostic.Code} {bench}")}");
        var message = diagnostic.Text;
        return $"::{command} {string.Join(',', properties)}::{EscapeData(message)}";
    }

    private static string EscapeData(string text) => SafeText.ToSingleLine(text).Replace("%", "%25", StringComparison.Ordinal);

    private static string EscapeProperty(string text) =>
        EscapeData(text).Replace(":", "%3A", StringComparison.Ordinal).Replace(",", "%2C", StringComparison.Ordinal);
}
