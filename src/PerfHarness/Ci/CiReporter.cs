using System.Text;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Reports.Verdicts;
using PerfHarness.Runs;

namespace PerfHarness.Ci;

/// <summary>Publishes verdicts in the form that the CI system shows.</summary>
internal static class CiReporter
{
    public const string CodeQualityFile = "gl-code-quality-report.json";
    public const string SummaryFile = "summary.md";

    /// <param name="variable">Reads an environment variable.</param>
    public static CiHost Detect(Func<string, string?> variable)
    {
        ArgumentNullException.ThrowIfNull(variable);
        return variable("GITHUB_ACTIONS") == "true" ? CiHost.GitHub
            : string.Equals(variable("TF_BUILD"), "true", StringComparison.OrdinalIgnoreCase) ? CiHost.Azure
            : variable("GITLAB_CI") == "true" ? CiHost.GitLab
            : CiHost.None;
    }

    /// <summary>Writes annotations to <paramref name="output"/>, and the files that the host reads.</summary>
    /// <param name="outputDirectory">Folder for the files that the CI system reads.</param>
    public static void Publish(
        CiHost host, IReadOnlyList<VerdictReport> reports, Stream output, string outputDirectory, Func<string, string?> variable)
    {
        ArgumentNullException.ThrowIfNull(reports);
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(variable);
        switch (host)
        {
            case CiHost.GitHub:
                new GitHubAnnotationWriter(variable("GITHUB_WORKSPACE")).Write(reports, output);
                if (variable("GITHUB_STEP_SUMMARY") is { Length: > 0 } summary)
                {
                    AppendSummary(summary, reports);
                }

                break;
            case CiHost.Azure:
                new AzureAnnotationWriter(variable("BUILD_SOURCESDIRECTORY")).Write(reports, output);
                var page = new OutputFolder(outputDirectory).Write(
                    SummaryFile, stream => new MarkdownVerdictWriter().Write(reports, stream));
                output.Write(Encoding.UTF8.GetBytes(AzureAnnotationWriter.CreateSummaryUpload(page) + "\n"));
                break;
            case CiHost.GitLab:
                new OutputFolder(outputDirectory).Write(
                    CodeQualityFile, stream => new GitLabCodeQualityWriter(variable("CI_PROJECT_DIR")).Write(reports, stream));
                break;
        }
    }

    private static void AppendSummary(string path, IReadOnlyList<VerdictReport> reports)
    {
        using var text = new MemoryStream();
        new MarkdownVerdictWriter().Write(reports, text);
        try
        {
            using var file = new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite);
            // Above its limit the CI system drops the whole summary, including what other steps wrote.
            if (file.Length + text.Length <= 1 << 20)
            {
                file.Write(text.GetBuffer(), 0, (int)text.Length);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new PerfHarnessException(DiagnosticCodes.OutputNotWritable, $"cannot write the step summary '{path}': {e.Message}", null, path, e);
        }
    }
}
