using System.CommandLine;
using System.CommandLine.Parsing;
using PerfHarness.BaselinePrograms;
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
        Description = "Command that builds the benchmark: run in a checkout of the baseline's commit to record its program again.",
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

            if (result.GetValue(_build) is not null && result.GetValue(_command) is not null)
            {
                result.AddError("--build and --baseline-command cannot be used together.");
            }
        });
    }

    public bool IsGiven(CommandResult result) => result.GetValue(_command) is not null || result.GetValue(_reference) is not null;

    /// <summary>The build command line of <c>--build</c>, or null.</summary>
    public string? GetBuild(ParseResult parsed) => parsed.GetValue(_build);

    /// <summary>The benchmark with its build, and with its baseline's command if one is given.</summary>
    /// <param name="commits">Builds the commit of <c>--baseline-ref</c>.</param>
    public async Task<Bench> ApplyAsync(ParseResult parsed, Bench bench, BuiltCommits commits, CancellationToken cancellation)
    {
        bench = bench with { Build = GetBuild(parsed) ?? bench.Build };
        if (parsed.GetValue(_command) is { } commandLine)
        {
            var parts = BaselineCommandLine.Split(commandLine);
            return bench with { BaselineCommand = bench.Command with { Program = parts[0], Arguments = [.. parts.Skip(1)] } };
        }

        if (parsed.GetValue(_reference) is not { } reference)
        {
            return bench;
        }

        var build = bench.Build ?? throw new PerfHarnessException(
            DiagnosticCodes.UsageError,
            "--baseline-ref requires --build, or \"build\" in perfharness.json.",
            "For example --build 'dotnet build -c Release', or --build true if there is nothing to build.");
        var commit = await GitRepository.FindMergeBaseAsync(bench.Folder, reference, cancellation).ConfigureAwait(false);
        var worktree = await commits.BuildAsync(commit, build, bench.Folder, cancellation).ConfigureAwait(false);
        return bench with { BaselineCommand = BuiltCommits.Relocate(bench.Command, worktree, build) };
    }
}
