using PerfHarness.Formats.Diagnostics;
using PerfHarness.Measurements;
using PerfHarness.Processes;
using PerfHarness.Recording;

namespace PerfHarness.BaselinePrograms;

/// <summary>A commit in a temporary folder, which is removed on disposal.</summary>
internal sealed class GitWorktree : IAsyncDisposable
{
    // No process of a build may outlive it, and a build inside of MSBuild must not use that one's settings.
    private static readonly Dictionary<string, string?> BuildEnvironment = new()
    {
        ["MSBUILDDISABLENODEREUSE"] = "1",
        ["DOTNET_CLI_USE_MSBUILD_SERVER"] = "0",
        ["UseSharedCompilation"] = "false",
        ["UseRazorBuildServer"] = "false",
        ["MSBuildSDKsPath"] = null,
        ["MSBuildExtensionsPath"] = null,
        ["MSBUILD_EXE_PATH"] = null,
        ["MSBuildLoadMicrosoftTargetsReadOnly"] = null,
        ["DOTNET_CLI_TELEMETRY_SESSIONID"] = null,
    };

    // A recording folder, so that what a kill -9 leaves behind is removed at the next start.
    private readonly RecordingFolder _container;

    private GitWorktree(string repository, RecordingFolder container, string commit, string prefix)
    {
        (Repository, _container, Commit, Root) = (repository, container, commit, Path.Combine(container.Path, "tree"));
        Folder = Path.Combine(Root, prefix);
    }

    /// <summary>The commit that was checked out.</summary>
    public string Commit { get; }

    /// <summary>The checkout.</summary>
    public string Root { get; }

    /// <summary>The folder in it that corresponds to the one that it was created for.</summary>
    public string Folder { get; }

    /// <summary>The repository's own checkout.</summary>
    public string Repository { get; }

    /// <exception cref="PerfHarnessException">There is no repository, no such commit, or no git.</exception>
    public static async Task<GitWorktree> CreateAsync(string commit, string currentFolder, CancellationToken cancellation)
    {
        var repository = await GitRepository.RunAsync(
            currentFolder, ["rev-parse", "--show-toplevel"], "cannot find the repository", cancellation).ConfigureAwait(false);
        var prefix = await GitRepository.RunAsync(
            currentFolder, ["rev-parse", "--show-prefix"], "cannot determine the current folder's path in the repository", cancellation)
            .ConfigureAwait(false);
        var worktree = new GitWorktree(repository, RecordingFolder.Create(), commit, prefix.TrimEnd('/'));
        try
        {
            // What git still knows of folders that a kill -9 left behind, and that are gone now.
            await GitRepository.TryRunAsync(repository, ["worktree", "prune"], cancellation).ConfigureAwait(false);
            await GitRepository.RunAsync(
                repository,
                ["worktree", "add", "--detach", "--force", worktree.Root, commit],
                $"git cannot check out '{commit}' into '{worktree.Root}'",
                cancellation).ConfigureAwait(false);
        }
        catch
        {
            await worktree.DisposeAsync().ConfigureAwait(false);
            throw;
        }

        return worktree;
    }

    /// <summary>Runs a shell command line in it: the build.</summary>
    /// <exception cref="PerfHarnessException">It fails.</exception>
    public async Task BuildAsync(string commandLine, CancellationToken cancellation)
    {
        var at = CommitName.Shorten(Commit);
        if (!Directory.Exists(Folder))
        {
            throw new PerfHarnessException(
                DiagnosticCodes.CommandFailed, $"the baseline cannot be built: '{Path.GetRelativePath(Root, Folder)}' does not exist at {at}.",
                "Run the command in a folder that the baseline's commit has, too.");
        }

        var temporary = Directory.CreateDirectory(Path.Combine(_container.Path, "tmp")).FullName;
        // To standard error: standard output is for the report.
        var result = await Command.Create("/bin/sh")
            .WithArguments(["-c", "exec >&2; " + commandLine])
            .WithWorkingDirectory(Folder)
            .WithEnvironment(BuildEnvironment)
            .WithEnvironment(new Dictionary<string, string?>
            {
                [ProcessTree.MarkVariable] = _container.Path,
                // What a build leaves in its folder for temporary files goes with the worktree; NuGet's locks must be everybody's.
                ["TMPDIR"] = temporary,
                ["NUGET_SCRATCH"] = Path.Combine(Path.GetTempPath(), "NuGetScratch" + Environment.UserName),
            })
            .WithStandardOutput(OutputTarget.Inherit)
            .WithStandardError(OutputTarget.Inherit)
            .WithExitCodeCheck(false)
            .ExecuteAsync(cancellation).ConfigureAwait(false);
        if (!result.Status.Success)
        {
            throw new PerfHarnessException(
                DiagnosticCodes.CommandFailed,
                $"building the baseline with '{commandLine}' failed with {result.Status} at {at}.",
                "Try it yourself: git worktree add ../old " + Commit);
        }
    }

    public async ValueTask DisposeAsync()
    {
        // Not cancellable: the worktree is removed after a cancellation, too.
        string[] remove = ["worktree", "remove", "--force", "--force", Root];
        await GitRepository.TryRunAsync(Repository, remove, CancellationToken.None).ConfigureAwait(false);
        _container.Dispose();
        await GitRepository.TryRunAsync(Repository, ["worktree", "prune"], CancellationToken.None).ConfigureAwait(false);
    }
}
