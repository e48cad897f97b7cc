using System.CommandLine;
using PerfHarness.Runs;

namespace PerfHarness.Cli.Options;

/// <summary>Where baselines are.</summary>
internal sealed class BaselineOptions
{
    private readonly Option<string?> _folder = new("--baseline-directory") { HelpName = "folder", Description = $"Where baselines are. [default: {HarnessOptions.DefaultBaselineDirectory}]" };

    public void AddTo(Command command) => command.Add(_folder);

    public string Of(ParseResult parsed, string usual = HarnessOptions.DefaultBaselineDirectory) => parsed.GetValue(_folder) ?? usual;
}
