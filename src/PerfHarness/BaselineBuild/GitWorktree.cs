using PerfHarness.Formats.Diagnostics;
using PerfHarness.Processes;
using PerfHarness.Recording;

namespace PerfHarness.BaselineBuild;

/// <summary>
/// An earlier state of the repository in a folder of its own, removed when this is disposed of. The state is the merge
/// base of the reference and HEAD: what the change is a change of.
/// </summary>
internal sealed class GitWorktree : IAsyncDisposable
{
    private readonly string _repository;

    // It lies in a folder as recordings have them, so that what a kill -9 leaves is removed at the next start.
    private readonly RecordingFolder _container;

    private GitWorktree(string repository, RecordingFolder holder, string commit, string subfolder) =>
        (_repository, _container, Commit, Path, WorkingDirectory) = (repository, holder, commit, GetTreePath(holder), System.IO.Path.Combine(GetTreePath(holder), subfolder));

    public string Path { get; }

    /// <summary>The commit that was checked out.</summary>
    public string Commit { get; }

    /// <summary>The folder in it that stands for the current one.</summary>
    public string WorkingDirectory { get; }

    /// <exception cref="PerfHarnessException">There is no repository, no such reference, or no git.</exception>
    public static async Task<GitWorktree> CreateAsync(string reference, string currentFolder, CancellationToken cancellation)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(reference);
        var repository = await RunGitAsync(currentFolder, "not inside a git repository, where --baseline-ref can find nothing", cancellation, "rev-parse", "--show-toplevel").ConfigureAwait(false);
        var prefix = await RunGitAsync(currentFolder, "git cannot tell where in the repository this is", cancellation, "rev-parse", "--show-prefix").ConfigureAwait(false);
        var target = await RunGitAsync(repository, $"git knows no '{reference}'", cancellation, "rev-parse", "--verify", "--end-of-options", reference + "^{commit}").ConfigureAwait(false);
        var commit = await RunGitAsync(repository, $"'{reference}' and HEAD have no common commit", cancellation, "merge-base", target, "HEAD").ConfigureAwait(false);
        var holder = RecordingFolder.Create();
        var path = GetTreePath(holder);
        try
        {
            await RunGitAsync(repository, $"git cannot check '{reference}' out into '{path}'", cancellation, "worktree", "add", "--detach", "--force", path, commit).ConfigureAwait(false);
        }
        catch
        {
            await RemoveAsync(repository, holder).ConfigureAwait(false);
            throw;
        }

        return new GitWorktree(repository, holder, commit, prefix.TrimEnd('/'));
    }

    /// <summary>Runs a shell command line in it: the build.</summary>
    /// <exception cref="PerfHarnessException">It fails.</exception>
    public async Task BuildAsync(string commandLine, CancellationToken cancellation)
    {
        // To standard error: our own output is the report.
        var result = await Command.Create("/bin/sh").WithArguments(["-c", "exec >&2; " + commandLine]).WithWorkingDirectory(WorkingDirectory)
            .WithStandardOutput(OutputTarget.Inherit).WithStandardError(OutputTarget.Inherit).WithExitCodeCheck(false).ExecuteAsync(cancellation).ConfigureAwait(false);
        if (!result.Status.Success)
        {
            throw new PerfHarnessException(DiagnosticCodes.CommandFailed, $"the build of the baseline, '{commandLine}', ended with {result.Status} at {Commit[..Math.Min(12, Commit.Length)]}.", "Run it there by hand: git worktree add ../old " + Commit);
        }
    }

    public async ValueTask DisposeAsync() => await RemoveAsync(_repository, _container).ConfigureAwait(false);

    private static string GetTreePath(RecordingFolder holder) => System.IO.Path.Combine(holder.Path, "tree");

    private static async Task RemoveAsync(string repository, RecordingFolder holder)
    {
        // Also after a cancellation: what was made is removed.
        await CreateGitCommand(repository, "worktree", "remove", "--force", "--force", GetTreePath(holder)).WithExitCodeCheck(false).ExecuteBufferedAsync(CancellationToken.None).ConfigureAwait(false);
        holder.Dispose();
        await CreateGitCommand(repository, "worktree", "prune").WithExitCodeCheck(false).ExecuteBufferedAsync(CancellationToken.None).ConfigureAwait(false);
    }

    private static async Task<string> RunGitAsync(string folder, string problem, CancellationToken cancellation, params string[] arguments)
    {
        var result = await CreateGitCommand(folder, arguments).WithExitCodeCheck(false).ExecuteBufferedAsync(cancellation).ConfigureAwait(false);
        return result.Status.Success ? result.StandardOutput.Trim()
            : throw new PerfHarnessException(DiagnosticCodes.UsageError, $"{problem}: {result.StandardError.Trim()}");
    }

    private static Command CreateGitCommand(string folder, params string[] arguments) =>
        Command.Create("git").WithArguments(["-C", folder, .. arguments]).WithRemedy("Install git, or build the old side yourself and use --baseline-command.");
}
