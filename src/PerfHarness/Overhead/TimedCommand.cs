using System.Globalization;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Processes;
using PerfHarness.Recording;

namespace PerfHarness.Overhead;

/// <summary>
/// A command that measures itself, whatever it is started by: bash waits for it and writes its wall, user and system time to a
/// file, apart from what an observer does before and after it.
/// </summary>
internal static class TimedCommand
{
    // The command's standard error goes around the redirection that time's own output needs.
    private const string Script = "TIMEFORMAT='%3R %3U %3S'; file=$1; shift; { time \"$@\" 2>&9 9>&-; } 9>&2 2>\"$file\"";

    /// <exception cref="PerfHarnessException">There is no bash.</exception>
    public static void ThrowIfImpossible()
    {
        if (ProgramPath.Find("bash", Environment.GetEnvironmentVariable("PATH")) is null)
        {
            throw new PerfHarnessException(
                DiagnosticCodes.CommandNotFound,
                "bash is not installed: its 'time' measures the command apart from what observes it.", "Install bash.");
        }
    }

    /// <param name="file">Gets the times.</param>
    public static CommandTarget Create(CommandTarget target, string file) =>
        target with { Program = "bash", Arguments = ["-c", Script, "bash", file, target.Program, .. target.Arguments] };

    /// <summary>Seconds of wall, user and system time; null if the command was not run to its end.</summary>
    public static (double Wall, double User, double System)? Read(string file)
    {
        var words = File.Exists(file) ? File.ReadAllText(file).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries) : [];
        return words.Length >= 3 && TryParse(words[^3], out var wall) && TryParse(words[^2], out var user) && TryParse(words[^1], out var system)
            ? (wall, user, system)
            : null;
    }

    // In the locale's own notation.
    private static bool TryParse(string text, out double seconds) =>
        double.TryParse(text.Replace(',', '.'), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out seconds);
}
