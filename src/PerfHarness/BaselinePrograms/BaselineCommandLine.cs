using PerfHarness.Formats.Diagnostics;
using PerfHarness.Processes;
using PerfHarness.Recording;

namespace PerfHarness.BaselinePrograms;

/// <summary>The command of the baseline, as a command line or in another checkout.</summary>
internal static class BaselineCommandLine
{
    /// <summary>Splits a command line as <see cref="ShellText.Split"/> does.</summary>
    /// <exception cref="PerfHarnessException">A quote is not closed, or the command line is empty.</exception>
    public static IReadOnlyList<string> Split(string commandLine) => ShellText.Split(commandLine) is { Count: > 0 } words
        ? words
        : throw new PerfHarnessException(DiagnosticCodes.UsageError, "the baseline command is empty.");

    /// <summary>
    /// The command in another checkout: started in the corresponding folder, so that relative paths lead to the other build.
    /// Absolute paths into the current checkout are relocated where the other one has them.
    /// </summary>
    /// <param name="from">The current checkout.</param>
    /// <param name="to">The other one.</param>
    public static CommandTarget Relocate(CommandTarget command, string from, string to)
    {
        ArgumentNullException.ThrowIfNull(command);
        var folder = Move(Path.GetFullPath(command.WorkingDirectory ?? "."), from, to);
        return command with
        {
            Program = MoveIfPresent(command.Program),
            Arguments = [.. command.Arguments.Select(MoveIfPresent)],
            WorkingDirectory = Directory.Exists(folder) ? folder : to,
        };

        // Relative paths are relocated by the working directory. What only this checkout has is data that no build makes.
        string MoveIfPresent(string text) =>
            Path.IsPathRooted(text) && Move(Path.GetFullPath(text), from, to) is var moved && Path.Exists(moved) ? moved : text;
    }

    /// <summary>A path in the other checkout; one that is not inside of the current checkout is unchanged.</summary>
    public static string Move(string path, string from, string to) =>
        path == from ? to
            : path.StartsWith(from.TrimEnd('/') + "/", StringComparison.Ordinal) ? Path.Combine(to, Path.GetRelativePath(from, path)) : path;
}
