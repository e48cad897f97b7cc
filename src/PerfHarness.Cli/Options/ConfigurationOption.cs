using System.CommandLine;
using PerfHarness.Configuration;
using PerfHarness.Gating;

namespace PerfHarness.Cli.Options;

/// <summary><c>--config</c>: <c>perfharness.json</c>.</summary>
internal sealed class ConfigurationOption
{
    private readonly Option<string?> _path = new("--config")
    {
        HelpName = "file",
        Description = $"Configuration file. Default: {ConfigurationFile.FileName} in the current folder or a parent folder within the repository.",
    };

    public void AddTo(Command command) => command.Add(_path);

    /// <summary>Null if there is no file.</summary>
    public ConfigurationFile? Load(ParseResult parsed) =>
        (parsed.GetValue(_path) ?? ConfigurationFile.Find(Directory.GetCurrentDirectory())) is { } path ? ConfigurationFile.Load(path) : null;

    /// <summary>The policy of the benchmark with this name, or the one for all.</summary>
    public static GatePolicy GetPolicy(ConfigurationFile? file, string? bench) => file?.GetPolicy(bench) ?? GatePolicy.Default;
}
