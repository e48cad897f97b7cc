using PerfHarness.Formats.Diagnostics;
using PerfHarness.Processes;
using PerfHarness.Recording;

namespace PerfHarness.BaselineBuild;

/// <summary>
/// An earlier state of the repository in a temporary folder, which is removed on disposal. The state is the merge base of
/// the reference and HEAD: the commit that the change is based on.
/// </summary>
internal sealed class GitWorktree : IAsyncDisposable
{
    private readonly string _repository;

    // A recording folder, so that what a kill -9 leaves behind is removed at the next start.
    private readonly RecordingFolder _container;

    private GitWorktree(string repository, RecordingFolder container, string commit, string subfolder) =>
        (_repository, _container, Commit, WorkingDirectory) = (repository, container, commit, Path.Combine(GetTreePath(container), subfolder));

    /// <summary>The commit that was checked out.</summary>
    public string Commit { get; }

    /// <summary>The folder in it that corresponds to the current one.</summary>
    public string WorkingDirectory { get; }

    /// <exception cref="PerfHarnessException">There is no repository, no such reference, or no git.</exception>
    public static async Task<GitWorktree> CreateAsync(string reference, string currentFolder, CancellationToken cancellation)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(reference);
        var repository = await RunGitAsync(
            currentFolder, ["rev-parse", "--show-toplevel"], "--baseline-ref needs a git repository", cancellation).ConfigureAwait(false);
        var prefix = await RunGitAsync(
            currentFolder,
            ["rev-parse", "--show-prefix"],
            "cannot determine the current folder's path in the repository",
            cancellation).ConfigureAwait(false);
        var target = await RunGitAsync(
            repository,
            ["rev-parse", "--verify", "--end-of-options", reference + "^{commit}"],
            $"git does not know '{reference}'",
            cancellation).ConfigureAwait(false);
        var commit = await RunGitAsync(
            repository, ["merge-base", target, "HEAD"], $"'{reference}' and HEAD have no common commit", cancellation).ConfigureAwait(false);
        var container = RecordingFolder.Create();
        var path = GetTreePath(container);
        try
        {
            await RunGitAsync(
                repository,
                ["worktree", "add", "--detach", "--force", path, commit],
                $"git cannot check out '{reference}' into '{path}'",
                cancellation).ConfigureAwait(false);
        }
        catch
        {
            await RemoveAsync(repository, container).ConfigureAwait(false);
            throw;
        }

        return new GitWorktree(repository, container, commit, prefix.TrimEnd('/'));
    }

    /// <summary>Runs a shell command line in it: the build.</summary>
    /// <exception cref="PerfHarnessException">It fails.</exception>
    public async Task BuildAsync(string commandLine, CancellationToken cancellation)
    {
        // To standard error: standard output is for the report.
        var result = await Command.Create("/bin/sh")
            .WithArguments(["-c", "exec >&2; " + commandLine])
            .WithWorkingDirectory(WorkingDirectory)
            .WithStandardOutput(OutputTarget.Inherit)
            .WithStandardError(OutputTarget.Inherit)
            .WithExitCodeCheck(false)
            .ExecuteAsync(cancellation).ConfigureAwait(false);
        if (!result.Status.Success)
        {
            throw new PerfHarnessException(
                DiagnosticCodes.CommandFailed,
                $"building the baseline with '{commandLine}' failed with {result.Status} at {Commit[..Math.Min(12, Commit.Length)]}.",
                "Try it yourself: git worktree add ../old " + Commit);
        }
    }

    public async ValueTask DisposeAsync() => await RemoveAsync(_repository, _container).ConfigureAwait(false);

    private static string GetTreePath(RecordingFolder container) => Path.Combine(container.Path, "tree");

    private static async Task RemoveAsync(string repository, RecordingFolder container)
    {
        // Not cancellable: the worktree is removed after a cancellation, too.
        await CreateGitCommand(repository, "worktree", "remove", "--force", "--force", GetTreePath(container))
            .WithExitCodeCheck(false)
            .ExecuteBufferedAsync(CancellationToken.None).ConfigureAwait(false);
        container.Dispose();
        await CreateGitCommand(repository, "worktree", "prune")
            .WithExitCodeCheck(false)
            .ExecuteBufferedAsync(CancellationToken.None).ConfigureAwait(false);
    }

    private static async Task<string> RunGitAsync(string folder, string[] arguments, string problem, CancellationToken cancellation)
    {
        var result = await CreateGitCommand(folder, arguments).WithExitCodeCheck(false).ExecuteBufferedAsync(cancellation).ConfigureAwait(false);
        return result.Status.Success ? result.StandardOutput.Trim()
            : throw new PerfHarnessException(DiagnosticCodes.UsageError, $"{problem}: {result.StandardError.Trim()}");
    }

    private static Command CreateGitCommand(string folder, params string[] arguments) =>
        Command.Create("git").WithArguments(["-C", folder, .. arguments])
            .WithRemedy("Install git, or build the baseline yourself and use --baseline-command.");
}
