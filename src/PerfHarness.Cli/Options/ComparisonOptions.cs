using System.CommandLine;
using System.CommandLine.Parsing;
using PerfHarness.BaselineBuild;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Runs;

namespace PerfHarness.Cli.Options;

/// <summary>An old side that is recorded in turn with the new one.</summary>
internal sealed class ComparisonOptions
{
    private readonly Option<string?> _command = new("--baseline-command") { HelpName = "command line", Description = "The old side: both are recorded in one session, in random order inside each pair." };
    private readonly Option<string?> _reference = new("--baseline-ref") { HelpName = "git ref", Description = "The old side is the command in a checkout of the merge base with this reference, built by --build." };
    private readonly Option<string?> _build = new("--build") { HelpName = "command line", Description = "Builds the old side in its checkout, in the folder that stands for the current one." };

    public void AddTo(Command command)
    {
        command.Add(_command);
        command.Add(_reference);
        command.Add(_build);
        command.Validators.Add(result =>
        {
            if (result.GetValue(_command) is not null && result.GetValue(_reference) is not null)
            {
                result.AddError("--baseline-command and --baseline-ref name two old sides: choose one.");
            }

            if (result.GetValue(_build) is not null && result.GetValue(_reference) is null)
            {
                result.AddError("--build belongs to --baseline-ref.");
            }
        });
    }

    public bool IsGiven(CommandResult result) => result.GetValue(_command) is not null || result.GetValue(_reference) is not null;

    /// <summary>The benchmark with its old side, and the checkout that must live as long as it runs.</summary>
    public async Task<(Bench Bench, GitWorktree? Worktree)> ApplyAsync(ParseResult parsed, Bench bench, CancellationToken cancellation)
    {
        if (parsed.GetValue(_command) is { } text)
        {
            var words = BaselineCommandLine.Split(text);
            return (bench with { BaselineCommand = bench.Command with { Program = words[0], Arguments = [.. words.Skip(1)] } }, null);
        }

        if (parsed.GetValue(_reference) is not { } reference)
        {
            return (bench, null);
        }

        if (parsed.GetValue(_build) is not { } build)
        {
            throw new PerfHarnessException(DiagnosticCodes.UsageError, "--baseline-ref needs --build.", "As in: --build 'dotnet build -c Release'; --build true where nothing is to build.");
        }

        var here = Directory.GetCurrentDirectory();
        var worktree = await GitWorktree.CreateAsync(reference, here, cancellation).ConfigureAwait(false);
        try
        {
            await worktree.BuildAsync(build, cancellation).ConfigureAwait(false);
            return (bench with { BaselineCommand = BaselineCommandLine.Relocate(bench.Command, here, worktree.WorkingDirectory) }, worktree);
        }
        catch
        {
            await worktree.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }
}
