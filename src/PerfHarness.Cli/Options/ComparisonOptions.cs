using System.CommandLine;
using System.CommandLine.Parsing;
using PerfHarness.BaselineBuild;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Recording;
using PerfHarness.Runs;

namespace PerfHarness.Cli.Options;

/// <summary>A baseline that is recorded interleaved with the candidate.</summary>
internal sealed class ComparisonOptions
{
    private readonly Option<string?> _command = new("--baseline-command")
    {
        HelpName = "command line",
        Description = "Command of the baseline: both are recorded interleaved in one session.",
    };

    private readonly Option<string?> _reference = new("--baseline-ref")
    {
        HelpName = "git ref",
        Description = "Use the merge base with this git reference as the baseline, checked out and built with --build.",
    };

    private readonly Option<string?> _build = new("--build")
    {
        HelpName = "command line",
        Description = "Build command for the baseline, run in its checkout in the folder that corresponds to the current one.",
    };

    public void AddTo(Command command)
    {
        command.Add(_command);
        command.Add(_reference);
        command.Add(_build);
        command.Validators.Add(result =>
        {
            if (result.GetValue(_command) is not null && result.GetValue(_reference) is not null)
            {
                result.AddError("--baseline-command and --baseline-ref cannot be used together.");
            }

            if (result.GetValue(_build) is not null && result.GetValue(_reference) is null)
            {
                result.AddError("--build requires --baseline-ref.");
            }
        });
    }

    public bool IsGiven(CommandResult result) => result.GetValue(_command) is not null || result.GetValue(_reference) is not null;

    /// <summary>The benchmark with its baseline command, and the checkout that must exist as long as the benchmark runs.</summary>
    public async Task<(Bench Bench, GitWorktree? Worktree)> ApplyAsync(ParseResult parsed, Bench bench, CancellationToken cancellation)
    {
        if (parsed.GetValue(_command) is { } commandLine)
        {
            var parts = BaselineCommandLine.Split(commandLine);
            return (bench with { BaselineCommand = bench.Command with { Program = parts[0], Arguments = [.. parts.Skip(1)] } }, null);
        }

        if (parsed.GetValue(_reference) is not { } reference)
        {
            return (bench, null);
        }

        if (parsed.GetValue(_build) is not { } build)
        {
            throw new PerfHarnessException(
                DiagnosticCodes.UsageError,
                "--baseline-ref requires --build.",
                "For example --build 'dotnet build -c Release', or --build true if there is nothing to build.");
        }

        var currentFolder = Directory.GetCurrentDirectory();
        var worktree = await GitWorktree.CreateAsync(reference, currentFolder, cancellation).ConfigureAwait(false);
        try
        {
            await worktree.BuildAsync(build, cancellation).ConfigureAwait(false);
            var baseline = BaselineCommandLine.Relocate(bench.Command, currentFolder, worktree.WorkingDirectory);
            return (bench with { BaselineCommand = baseline }, worktree);
        }
        catch
        {
            await worktree.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }
}
