using PerfHarness.Formats.Diagnostics;
using PerfHarness.Processes;

namespace PerfHarness.BaselinePrograms;

/// <summary>What git knows about the folder that a benchmark is built in.</summary>
internal static class GitRepository
{
    private const string Remedy = "Install git, or build the baseline yourself and use --baseline-command.";

    /// <summary>The commit that is checked out, and whether anything differs from it.</summary>
    /// <param name="ignored">Absolute folders whose content is no source: baselines and outputs.</param>
    /// <returns>An empty commit if there is no repository, no commit or no git.</returns>
    public static async Task<(string Commit, bool HasLocalChanges)> ReadStateAsync(
        string folder, IReadOnlyCollection<string> ignored, CancellationToken cancellation)
    {
        if (await TryRunAsync(folder, ["rev-parse", "--show-toplevel", "HEAD"], cancellation).ConfigureAwait(false) is not { } text
            || text.Split('\n') is not [var root, var commit]
            || await TryRunAsync(root, ["status", "--porcelain", "-z", "--untracked-files=all", "--no-renames"], cancellation)
                .ConfigureAwait(false) is not { } status)
        {
            return ("", false);
        }

        // Two letters and a blank are before each path.
        return (commit, status.Split('\0').Any(entry => entry.Length > 3 && !IsOutput(entry[..2], entry[3..]) && !IsIgnored(entry[3..])));

        bool IsIgnored(string path) => ignored.Any(other => Path.Combine(root, path).StartsWith(other.TrimEnd('/') + "/", StringComparison.Ordinal));
    }

    // Not every repository has a .gitignore.
    private static bool IsOutput(string state, string path) =>
        state == "??" && path.Split('/').Any(part => part is "bin" or "obj" or "TestResults" or ".vs" or ".idea");

    /// <summary>What a commit's name looks like, and nothing that git could take for an option.</summary>
    public static bool IsCommit(string text) => text.Length is 40 or 64 && text.All(char.IsAsciiHexDigitLower);

    /// <summary>The commit is in this clone.</summary>
    public static async Task<bool> HasCommitAsync(string folder, string commit, CancellationToken cancellation) =>
        await TryRunAsync(folder, ["cat-file", "-e", commit + "^{commit}"], cancellation).ConfigureAwait(false) is not null;

    /// <summary>The commit that a change against a reference is based on.</summary>
    /// <exception cref="PerfHarnessException">There is no repository, no such reference, no common commit, or no git.</exception>
    public static async Task<string> FindMergeBaseAsync(string folder, string reference, CancellationToken cancellation)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(reference);
        await RunAsync(folder, ["rev-parse", "--show-toplevel"], "--baseline-ref needs a git repository", cancellation).ConfigureAwait(false);
        var target = await RunAsync(
            folder, ["rev-parse", "--verify", "--end-of-options", reference + "^{commit}"], $"git does not know '{reference}'", cancellation)
            .ConfigureAwait(false);
        return await RunAsync(
            folder, ["merge-base", target, "HEAD"], $"'{reference}' and HEAD have no common commit", cancellation).ConfigureAwait(false);
    }

    /// <summary>What git prints, without the last line break.</summary>
    /// <exception cref="PerfHarnessException">It fails, or there is no git.</exception>
    public static async Task<string> RunAsync(string folder, string[] arguments, string problem, CancellationToken cancellation)
    {
        var result = await CreateCommand(folder, arguments).ExecuteBufferedAsync(cancellation).ConfigureAwait(false);
        return result.Status.Success ? result.StandardOutput.Trim()
            : throw new PerfHarnessException(DiagnosticCodes.UsageError, $"{problem}: {result.StandardError.Trim()}");
    }

    /// <summary>The same, or null.</summary>
    public static async Task<string?> TryRunAsync(string folder, string[] arguments, CancellationToken cancellation)
    {
        try
        {
            var result = await CreateCommand(folder, arguments).ExecuteBufferedAsync(cancellation).ConfigureAwait(false);
            return result.Status.Success ? result.StandardOutput.TrimEnd('\n') : null;
        }
        catch (CommandException)
        {
            return null;
        }
    }

    private static Command CreateCommand(string folder, string[] arguments) =>
        Command.Create("git").WithArguments(["-C", folder, .. arguments]).WithExitCodeCheck(false).WithRemedy(Remedy);
}
