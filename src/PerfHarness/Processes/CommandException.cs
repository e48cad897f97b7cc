using PerfHarness.Formats.Diagnostics;

namespace PerfHarness.Processes;

/// <summary>A process that could not be started, or that did not exit with code 0.</summary>
internal sealed class CommandException : PerfHarnessException
{
    /// <summary>Only the end of standard error is shown: that is where the reason is.</summary>
    private const int ShownErrorChars = 2000;

    public CommandException(string commandLine, ExitStatus status, string standardError, string? remedy = null)
        : base(DiagnosticCodes.CommandFailed, Describe(commandLine, status, standardError), remedy)
    {
    }

    public CommandException(DiagnosticCode code, string commandLine, string reason, string? remedy)
        : base(code, $"Cannot start {commandLine}: {reason}.", remedy)
    {
    }

    private static string Describe(string commandLine, ExitStatus status, string standardError)
    {
        var text = standardError.Trim();
        if (text.Length == 0)
        {
            return $"{commandLine} failed with {status}.";
        }

        var end = text.Length > ShownErrorChars ? "…" + text[^ShownErrorChars..] : text;
        return $"{commandLine} failed with {status}: {end}";
    }
}
