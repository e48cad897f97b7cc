using System.CommandLine;
using PerfHarness.Configuration;
using PerfHarness.Runs;

namespace PerfHarness.Cli.Options;

/// <summary>Where <c>run</c> has left its outputs.</summary>
internal sealed class OutputDirectoryOption
{
    private readonly Option<string?> _folder = new("--output-directory") { HelpName = "folder", Description = $"Where 'run' has left its outputs. [default: {HarnessOptions.DefaultOutputDirectory}, or what perfharness.json says]" };

    public void AddTo(Command command) => command.Add(_folder);

    public string GetDirectory(ParseResult parsed, ConfigurationFile? file) => parsed.GetValue(_folder) ?? file?.Options.OutputDirectory ?? HarnessOptions.DefaultOutputDirectory;
}
