using System.CommandLine;
using PerfHarness.Configuration;
using PerfHarness.Runs;

namespace PerfHarness.Cli.Options;

/// <summary>Where baselines are.</summary>
internal sealed class BaselineOptions
{
    private readonly Option<string?> _folder = new("--baseline-directory") { HelpName = "folder", Description = $"Where baselines are. [default: {HarnessOptions.DefaultBaselineDirectory}, or what perfharness.json says]" };

    public void AddTo(Command command) => command.Add(_folder);

    public string GetDirectory(ParseResult parsed, ConfigurationFile? file) => parsed.GetValue(_folder) ?? file?.BaselineDirectory ?? HarnessOptions.DefaultBaselineDirectory;
}
