using System.CommandLine;
using PerfHarness.Ci;
using PerfHarness.Cli.Hosting;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Reports;
using PerfHarness.Reports.Verdicts;

namespace PerfHarness.Cli.Options;

/// <summary>Reports of verdicts besides the terminal's.</summary>
internal sealed class VerdictOptions
{
    private readonly Option<string?> _markdown = CreateFileOption("--markdown", "Verdicts as Markdown, for a comment on a pull request.");
    private readonly Option<string?> _json = CreateFileOption("--json", "Verdicts as JSON, with all details.");
    private readonly Option<string?> _sarif = CreateFileOption("--sarif", "Verdicts as SARIF 2.1.0.");
    private readonly Option<string?> _junit = CreateFileOption("--junit", "Verdicts as JUnit XML.");
    private readonly Option<string?> _codeQuality = CreateFileOption("--code-quality", "Verdicts as GitLab's code quality report.");
    private readonly ChoiceOption<CiHost?> _annotations;

    public VerdictOptions() => _annotations = new ChoiceOption<CiHost?>(
        "--annotations",
        "CI host to write annotations for; 'auto' detects it.",
        null,
        ("auto", null),
        ("github", CiHost.GitHub),
        ("azure", CiHost.Azure),
        ("gitlab", CiHost.GitLab),
        ("none", CiHost.None));

    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[_markdown, _json, _sarif, _junit, _codeQuality, _annotations])
        {
            command.Add(option);
        }
    }

    /// <summary>Makes sure before the work that the reports can be written after it.</summary>
    /// <exception cref="PerfHarnessException">One cannot, or two would be the same file.</exception>
    public void Prepare(ParseResult parsed)
    {
        var files = new Dictionary<string, Option<string?>>(StringComparer.Ordinal);
        foreach (var option in (Option<string?>[])[_markdown, _json, _sarif, _junit, _codeQuality])
        {
            if (parsed.GetValue(option) is not { } path)
            {
                continue;
            }

            OutputFileOption.Prepare(path);
            if (!files.TryAdd(path == "-" ? path : Path.GetFullPath(path), option))
            {
                var other = files[path == "-" ? path : Path.GetFullPath(path)];
                throw new PerfHarnessException(
                    DiagnosticCodes.UsageError, $"{other.Name} and {option.Name} both write '{path}'.", "Give each report a file of its own.");
            }
        }
    }

    /// <summary>Writes the reports; one that cannot be written is reported and does not prevent the others.</summary>
    /// <param name="exitCode">The verdict's.</param>
    /// <returns>The exit code: the verdict's, unless that is a success and a report could not be written.</returns>
    public int Write(ParseResult parsed, Terminal terminal, IReadOnlyList<VerdictReport> reports, string outputDirectory, int exitCode)
    {
        (Option<string?>, IReportWriter<IReadOnlyList<VerdictReport>>)[] files =
        [
            (_markdown, new MarkdownVerdictWriter()),
            (_json, new VerdictJsonWriter()),
            (_sarif, new SarifWriter()),
            (_junit, new JUnitWriter()),
            (_codeQuality, new GitLabCodeQualityWriter()),
        ];
        foreach (var (option, writer) in files)
        {
            if (parsed.GetValue(option) is { } path)
            {
                TryWrite(() => OutputFileOption.Write(path == "-" ? null : path, terminal, stream => writer.Write(reports, stream)));
            }
        }

        if (reports.Count > 0)
        {
            terminal.Output.Flush();
            var host = _annotations.GetChoice(parsed) ?? CiReporter.Detect(Environment.GetEnvironmentVariable);
            TryWrite(() => CiReporter.Publish(host, reports, terminal.OutputStream, outputDirectory, Environment.GetEnvironmentVariable));
        }

        return exitCode;

        void TryWrite(Action write)
        {
            try
            {
                write();
            }
            catch (PerfHarnessException e) when (e.Diagnostic.Code == DiagnosticCodes.OutputNotWritable)
            {
                terminal.Report(e.Diagnostic);
                exitCode = exitCode == ExitCode.Success ? ExitCode.From(e.Diagnostic.Code) : exitCode;
            }
        }
    }

    private static Option<string?> CreateFileOption(string name, string description) => new(name) { HelpName = "file", Description = description };
}
