using System.CommandLine;
using System.CommandLine.Parsing;
using PerfHarness.Configuration;
using PerfHarness.Runs;

namespace PerfHarness.Cli.Options;

/// <summary><c>--baseline-directory</c>.</summary>
internal sealed class BaselineOptions
{
    private readonly Option<string?> _folder = new("--baseline-directory")
    {
        HelpName = "folder",
        Description = $"Baseline folder. [default: from perfharness.json, or {HarnessOptions.DefaultBaselineDirectory}]",
    };

    public void AddTo(Command command) => command.Add(_folder);

    public bool IsGiven(CommandResult result) => result.GetResult(_folder) is { Implicit: false };

    public string GetDirectory(ParseResult parsed, ConfigurationFile? file) =>
        parsed.GetValue(_folder) ?? file?.BaselineDirectory ?? HarnessOptions.DefaultBaselineDirectory;
}
