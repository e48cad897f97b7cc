using System.CommandLine;
using PerfHarness.Ci;
using PerfHarness.Cli.Hosting;
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

    public void Write(ParseResult parsed, Terminal terminal, IReadOnlyList<VerdictReport> reports, string outputDirectory)
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
                OutputFileOption.Write(path == "-" ? null : path, terminal, stream => writer.Write(reports, stream));
            }
        }

        if (reports.Count > 0)
        {
            terminal.Output.Flush();
            var host = _annotations.GetChoice(parsed) ?? CiReporter.Detect(Environment.GetEnvironmentVariable);
            CiReporter.Publish(host, reports, terminal.OutputStream, outputDirectory, Environment.GetEnvironmentVariable);
        }
    }

    private static Option<string?> CreateFileOption(string name, string description) => new(name) { HelpName = "file", Description = description };
}
