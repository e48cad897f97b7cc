using System.Globalization;
using System.Text;
using PerfHarness.Formats.Diagnostics;

namespace PerfHarness.Reports.Verdicts;

/// <summary>Azure Pipelines' logging commands; they exist for errors and warnings only.</summary>
/// <param name="root">Folder that paths are written relative to: the checkout.</param>
internal sealed class AzureAnnotationWriter(string? root = null) : IReportWriter<IReadOnlyList<VerdictReport>>
{
    private readonly SourcePaths _paths = new(root);

    public void Write(IReadOnlyList<VerdictReport> report, Stream output)
    {
        ArgumentNullException.ThrowIfNull(report);
        using var text = new StreamWriter(output, new UTF8Encoding(false), leaveOpen: true) { NewLine = "\n" };
        foreach (var bench in report)
        {
            foreach (var diagnostic in bench.Diagnostics.Where(d => d.Severity != Severity.Info))
            {
                text.WriteLine(FormatLine(bench.Bench, diagnostic));
            }
        }
    }

    /// <summary>Makes the file a part of the run's page.</summary>
    public static string CreateSummaryUpload(string path) => $"##vso[task.uploadsummary]{EscapeData(Path.GetFullPath(path))}";

    private string FormatLine(string bench, Diagnostic diagnostic)
    {
        var properties = new StringBuilder(diagnostic.Severity == Severity.Error ? "type=error;" : "type=warning;");
        if (diagnostic.File is { } file)
        {
            properties.Append(CultureInfo.InvariantCulture, $"sourcepath={EscapeProperty(_paths.MakeRelative(file))};");
            if (diagnostic.Line > 0)
            {
                properties.Append(CultureInfo.InvariantCulture, $"linenumber={diagnostic.Line};columnnumber={Math.Max(1, diagnostic.Column)};");
            }
        }

        var message = diagnostic.Text;
        return $"##vso[task.logissue {properties}code={diagnostic.Code};]{EscapeData($"{bench}: {message}")}";
    }

    // The agent reads %AZP25, %3B, %0D, %0A and %5D back.
    private static string EscapeData(string text) => SafeText.ToSingleLine(text).Replace("%", "%AZP25", StringComparison.Ordinal);

    private static string EscapeProperty(string text) =>
        EscapeData(text).Replace(";", "%3B", StringComparison.Ordinal).Replace("]", "%5D", StringComparison.Ordinal);
}
