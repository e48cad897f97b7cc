using PerfHarness.Formats.Diagnostics;
using PerfHarness.Measurements;
using PerfHarness.Recording;

namespace PerfHarness.BaselinePrograms;

/// <summary>Commits that were built in worktrees: each once, for all benchmarks of an invocation. The worktrees are removed on disposal.</summary>
internal sealed class BuiltCommits : IAsyncDisposable
{
    private readonly Dictionary<(string Commit, string Build, string Folder), Task<GitWorktree>> _built = [];

    /// <param name="build">Command line of the build, run in the folder that corresponds to <paramref name="folder"/>.</param>
    /// <exception cref="PerfHarnessException">It cannot be checked out or built.</exception>
    public Task<GitWorktree> BuildAsync(string commit, string build, string folder, CancellationToken cancellation)
    {
        lock (_built)
        {
            // A build that failed fails again; one that was cancelled was only not wanted any more.
            if (!_built.TryGetValue((commit, build, folder), out var task) || task.IsCanceled)
            {
                _built[(commit, build, folder)] = task = CreateAsync(commit, build, folder, cancellation);
            }

            return task;
        }
    }

    /// <summary>The command of another checkout.</summary>
    /// <exception cref="PerfHarnessException">The build did not make its program.</exception>
    public static CommandTarget Relocate(CommandTarget command, GitWorktree worktree, string build)
    {
        var relocated = BaselineCommandLine.Relocate(command, worktree.Repository, worktree.Root);
        // Never the current build's instead: a program would be compared with itself.
        if (MainFile.Find(command) is { } main)
        {
            var path = BaselineCommandLine.Move(main.Path, worktree.Repository, worktree.Root);
            var commit = CommitName.Shorten(worktree.Commit);
            return path == main.Path
                ? throw new PerfHarnessException(
                    DiagnosticCodes.CommandNotFound, $"'{main.Path}' is not in the repository '{worktree.Repository}', so no other commit has it.",
                    "Build into a folder of the repository, or use --baseline-command.")
                : !File.Exists(path)
                    ? throw new PerfHarnessException(
                        DiagnosticCodes.CommandNotFound,
                        $"building commit {commit} with '{build}' did not make '{Path.GetRelativePath(worktree.Root, path)}'.",
                        "The build must make the same program as here: the same configuration and output folder.")
                    : MainFile.Replace(relocated, path);
        }

        return relocated;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var task in _built.Values)
        {
            try
            {
                await (await task.ConfigureAwait(false)).DisposeAsync().ConfigureAwait(false);
            }
            catch (Exception e) when (e is PerfHarnessException or OperationCanceledException)
            {
                // It was reported when it was asked for, and left nothing.
                continue;
            }
        }

        _built.Clear();
    }

    private static async Task<GitWorktree> CreateAsync(string commit, string build, string folder, CancellationToken cancellation)
    {
        var worktree = await GitWorktree.CreateAsync(commit, folder, cancellation).ConfigureAwait(false);
        try
        {
            await worktree.BuildAsync(build, cancellation).ConfigureAwait(false);
            return worktree;
        }
        catch
        {
            await worktree.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }
}
