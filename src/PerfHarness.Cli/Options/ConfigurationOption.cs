using System.CommandLine;
using PerfHarness.Configuration;
using PerfHarness.Gating;

namespace PerfHarness.Cli.Options;

/// <summary><c>perfharness.json</c>.</summary>
internal sealed class ConfigurationOption
{
    private readonly Option<string?> _path = new("--config") { HelpName = "file", Description = $"Configuration. Default: {ConfigurationFile.FileName} in this folder or above it in the repository." };

    public void AddTo(Command command) => command.Add(_path);

    /// <summary>Null where there is none.</summary>
    public ConfigurationFile? Load(ParseResult parsed) =>
        (parsed.GetValue(_path) ?? ConfigurationFile.Find(Directory.GetCurrentDirectory())) is { } path ? ConfigurationFile.Load(path) : null;

    /// <summary>The policy of the benchmark of this name, or the one for all.</summary>
    public static GatePolicy GetPolicy(ConfigurationFile? file, string? bench) =>
        file?.Benches.FirstOrDefault(b => b.Bench.Name == bench)?.Policy ?? file?.Options.Policy ?? GatePolicy.Default;
}
