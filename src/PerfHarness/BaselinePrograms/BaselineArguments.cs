using PerfHarness.Formats.Diagnostics;
using PerfHarness.Recording;

namespace PerfHarness.BaselinePrograms;

/// <summary>
/// What a baseline was recorded with besides its program: its arguments. Another argument makes another benchmark of the same
/// program, and a baseline that is recorded again must do what it did.
/// </summary>
internal static class BaselineArguments
{
    /// <summary>The candidate's command with the baseline's arguments, where those are known.</summary>
    /// <param name="commandLine">As the baseline keeps it.</param>
    public static CommandTarget Apply(CommandTarget candidate, string commandLine)
    {
        if (TrySplit(commandLine) is not { } words)
        {
            return candidate;
        }

        if (MainFile.Find(candidate) is not { } main)
        {
            // There is no file to replace: the command line is all that there is of the benchmark.
            return candidate with { Program = words[0], Arguments = [.. words.Skip(1)] };
        }

        var (before, after) = (words.Skip(MainFile.FindWord(words) + 1).ToList(), candidate.Arguments.Skip(main.Argument + 1).ToList());
        var merged = before.Select((argument, i) => before.Count == after.Count && IsSameFile(argument, after[i]) ? after[i] : argument);
        return candidate with { Arguments = [.. candidate.Arguments.Take(main.Argument + 1), .. merged] };
    }

    // A path that another machine, or another folder of this one, had for the same file.
    private static bool IsSameFile(string before, string after) =>
        Path.IsPathRooted(before) && !Path.Exists(before) && Path.GetFileName(before) == Path.GetFileName(after);

    private static IReadOnlyList<string>? TrySplit(string commandLine)
    {
        try
        {
            return commandLine.Length == 0 ? null : BaselineCommandLine.Split(commandLine);
        }
        catch (PerfHarnessException)
        {
            return null;
        }
    }
}
