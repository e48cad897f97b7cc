using System.CommandLine;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Recording;
using CpuSet = PerfHarness.Processes.CpuSet;

namespace PerfHarness.Cli.Options;

/// <summary>How the command is started.</summary>
internal sealed class TargetOptions
{
    private readonly Option<string[]> _environment = new("--env")
    {
        HelpName = "name=value",
        Description = "Environment variable of the command; NAME alone removes it (may be repeated).",
    };

    private readonly Option<string?> _workingDirectory = new("--working-directory")
    {
        HelpName = "folder",
        Description = "Working directory of the command.",
    };

    private readonly Option<string?> _cpus = new("--pin-cpus")
    {
        HelpName = "list",
        Description = "CPUs that the command may run on, as in 1 or 0,2-3; perf uses the others.",
    };

    private readonly Option<bool> _quiet = new("--quiet-target") { Description = "Discard the output of the command and of its load." };

    /// <param name="canShowOutput">The command's output is shown unless it is discarded by an option.</param>
    public void AddTo(Command command, bool canShowOutput = true)
    {
        _environment.Validators.Add(result =>
        {
            foreach (var token in result.Tokens)
            {
                if (token.Value.Length == 0 || token.Value[0] == '=')
                {
                    result.AddError($"--env takes NAME=VALUE, not '{token.Value}'.");
                }
            }
        });
        command.Add(_environment);
        command.Add(_workingDirectory);
        command.Add(_cpus);
        if (canShowOutput)
        {
            command.Add(_quiet);
        }
    }

    /// <summary>The command to start.</summary>
    /// <param name="commandLine">Program and arguments, unchanged.</param>
    /// <exception cref="PerfHarnessException">There is no command.</exception>
    public CommandTarget CreateTarget(ParseResult parsed, IReadOnlyList<string>? commandLine)
    {
        if (commandLine is not { Count: > 0 } || commandLine[0].Length == 0)
        {
            throw new PerfHarnessException(
                DiagnosticCodes.UsageError, "there is no command to start.", "Put it after --, as in: run -- ./bench --iterations 200");
        }

        return Apply(parsed, new CommandTarget(commandLine[0], [.. commandLine.Skip(1)]));
    }

    /// <summary>The given options on top of the command's settings.</summary>
    public CommandTarget Apply(ParseResult parsed, CommandTarget command)
    {
        var environment = new Dictionary<string, string?>(command.Environment);
        foreach (var text in parsed.GetValue(_environment) ?? [])
        {
            var at = text.IndexOf('=', StringComparison.Ordinal);
            environment[at < 0 ? text : text[..at]] = at < 0 ? null : text[(at + 1)..];
        }

        return command with
        {
            Environment = environment,
            WorkingDirectory = parsed.GetValue(_workingDirectory) ?? command.WorkingDirectory,
            Cpus = parsed.GetValue(_cpus) is { } cpus ? CpuSet.Parse(cpus) : command.Cpus,
            Quiet = parsed.GetValue(_quiet) || command.Quiet,
        };
    }
}
