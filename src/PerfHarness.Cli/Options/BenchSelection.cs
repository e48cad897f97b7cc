using System.CommandLine;
using System.CommandLine.Parsing;
using PerfHarness.Configuration;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Runs;

namespace PerfHarness.Cli.Options;

/// <summary>The benchmarks that a verb works on: the command after <c>--</c>, or those of <c>perfharness.json</c>.</summary>
internal sealed class BenchSelection(BenchOptions bench, ConfigurationOption configuration)
{
    private readonly Option<string[]> _patterns = new("--bench")
    {
        HelpName = "pattern",
        Description = "Without a command: only the benchmarks in perfharness.json that match (may be repeated).",
    };

    public void AddTo(Command command, bool hasCommand)
    {
        bench.AddTo(command);
        command.Add(_patterns);
        configuration.AddTo(command);
        command.Validators.Add(result =>
        {
            if (hasCommand && IsGiven(result))
            {
                result.AddError("--bench and a command cannot be used together.");
            }
        });
    }

    public bool IsGiven(CommandResult result) => result.GetValue(_patterns) is { Length: > 0 };

    /// <summary>At least one benchmark, with the policy from <c>perfharness.json</c>.</summary>
    /// <param name="commandLine">Program and arguments after <c>--</c>, or null.</param>
    public IReadOnlyList<ConfiguredBench> Select(ParseResult parsed, IReadOnlyList<string>? commandLine, ConfigurationFile? file)
    {
        if (commandLine is not null)
        {
            // A command is judged like the benchmark of its name, if the file has one.
            var single = bench.CreateBench(parsed, commandLine);
            return [new ConfiguredBench(single, ConfigurationOption.GetPolicy(file, single.Name))];
        }

        if (file is null)
        {
            throw new PerfHarnessException(
                DiagnosticCodes.UsageError,
                $"no command was given, and there is no {ConfigurationFile.FileName}.",
                ConfigurationFile.BenchRemedy);
        }

        return [.. file.SelectBenches(parsed.GetValue(_patterns) ?? []).Select(b => b with { Bench = bench.Apply(parsed, b.Bench) })];
    }
}
