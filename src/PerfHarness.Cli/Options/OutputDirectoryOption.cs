using System.CommandLine;
using PerfHarness.Configuration;
using PerfHarness.Runs;

namespace PerfHarness.Cli.Options;

/// <summary><c>--output-directory</c>: the output folder of <c>run</c>.</summary>
internal sealed class OutputDirectoryOption
{
    private readonly Option<string?> _folder = new("--output-directory")
    {
        HelpName = "folder",
        Description = $"Output folder of 'run'. [default: from perfharness.json, or {HarnessOptions.DefaultOutputDirectory}]",
    };

    public void AddTo(Command command) => command.Add(_folder);

    public string GetDirectory(ParseResult parsed, ConfigurationFile? file) =>
        parsed.GetValue(_folder) ?? file?.Options.OutputDirectory ?? HarnessOptions.DefaultOutputDirectory;
}
