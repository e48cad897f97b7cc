using System.Globalization;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Measurements;
using PerfHarness.Recording;

namespace PerfHarness.BaselinePrograms;

/// <summary>
/// Finds the program that a stored baseline was recorded with, to record it again: kept files first, then a build of the
/// baseline's commit. What the baseline says is checked before anything is started.
/// </summary>
/// <param name="store">Kept programs.</param>
/// <param name="commits">Builds of the invocation.</param>
internal sealed class BaselineProgramFinder(ProgramStore store, BuiltCommits commits)
{
    /// <summary>Why the program is not to be had, as far as that can be known before it is needed; null if it should be.</summary>
    /// <param name="build">Build command line of this invocation, or null.</param>
    /// <param name="folder">The folder that the build runs in.</param>
    public async Task<string?> FindObstacleAsync(Conditions baseline, string? build, string folder, CancellationToken cancellation) =>
        baseline.Program is { } kept && store.Has(kept)
            ? null
            : await FindBuildObstacleAsync(baseline, build, folder, cancellation).ConfigureAwait(false) is { } obstacle
                ? baseline.Program is null ? obstacle : $"the kept program is not in '{store.Folder}', and {obstacle}"
                : null;

    /// <summary>The program, ready to be started.</summary>
    /// <param name="command">The candidate's command.</param>
    /// <param name="report">Called with what is done, which may take long, and with what was refused.</param>
    /// <returns>Null, with the reason, if it is not to be had.</returns>
    /// <exception cref="OperationCanceledException">Cancelled; nothing is left.</exception>
    public async Task<(BaselineProgram? Program, Diagnostic? Problem)> FindAsync(
        CommandTarget command, Conditions baseline, string? build, string folder, Action<string> report, CancellationToken cancellation)
    {
        Diagnostic? problem = null;
        try
        {
            if (baseline.Program is { } kept && store.Has(kept))
            {
                return (CopyKept(command, kept, baseline), null);
            }
        }
        catch (PerfHarnessException e)
        {
            // Another source may do; but a program that was tampered with must be seen.
            problem = e.Diagnostic;
        }

        if (await FindBuildObstacleAsync(baseline, build, folder, cancellation).ConfigureAwait(false) is { } obstacle)
        {
            return (null, problem ?? new Diagnostic(DiagnosticCodes.ProgramUnavailable, Severity.Warning, $"{obstacle}."));
        }

        try
        {
            var commandLine = build ?? baseline.Build;
            report($"building commit {CommitName.Shorten(baseline.Commit)} with '{commandLine}'");
            var worktree = await commits.BuildAsync(baseline.Commit, commandLine, folder, cancellation).ConfigureAwait(false);
            var relocated = BuiltCommits.Relocate(command, worktree, commandLine);
            return (new BaselineProgram(relocated, $"built from commit {CommitName.Shorten(baseline.Commit)}"), problem);
        }
        catch (PerfHarnessException e)
        {
            return (null, problem ?? e.Diagnostic with { Severity = Severity.Warning });
        }
    }

    private async Task<string?> FindBuildObstacleAsync(Conditions baseline, string? build, string folder, CancellationToken cancellation)
    {
        if (!GitRepository.IsCommit(baseline.Commit))
        {
            return "the baseline does not say which commit it is of (accept it in a git repository, or with --keep-program)";
        }

        var commit = CommitName.Shorten(baseline.Commit);
        return build is null && baseline.Build.Length == 0
                ? $"how commit {commit} is built is not known (use --build 'dotnet build -c Release', or \"build\" in perfharness.json)"
            : baseline.HasLocalChanges
                ? $"the baseline was recorded with changes that are not in commit {commit} "
                    + "(accept a baseline of a clean tree, or with --keep-program)"
            : !await GitRepository.HasCommitAsync(folder, baseline.Commit, cancellation).ConfigureAwait(false)
                ? $"commit {commit} is not in this clone (fetch it: git fetch --depth 1 origin {baseline.Commit})"
                : null;
    }

    private BaselineProgram CopyKept(CommandTarget command, ProgramManifest kept, Conditions baseline)
    {
        var folder = RecordingFolder.Create();
        try
        {
            var tree = Path.Combine(folder.Path, "tree");
            store.CopyTo(kept, tree);
            var origin = baseline.Commit.Length > 0
                ? $"kept files of commit {CommitName.Shorten(baseline.Commit)}{(baseline.HasLocalChanges ? " with local changes" : "")}"
                : string.Create(CultureInfo.InvariantCulture, $"kept files, {kept.Files.Count} of them");
            return new BaselineProgram(MainFile.Replace(command, Path.Combine(tree, kept.Main)), origin) { Folder = folder };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            folder.Dispose();
            throw new PerfHarnessException(DiagnosticCodes.OutputNotWritable, $"cannot copy the kept program: {e.Message}", null, folder.Path, e);
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    }
}
