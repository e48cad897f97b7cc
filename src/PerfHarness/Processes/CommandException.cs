using PerfHarness.Formats.Diagnostics;

namespace PerfHarness.Processes;

/// <summary>A process that could not be started, or that ended otherwise than with exit code 0.</summary>
internal sealed class CommandException : PerfHarnessException
{
    /// <summary>Of standard error only the end is shown: that is where the reason stands.</summary>
    private const int ShownErrorChars = 2000;

    public CommandException(Command command, ExitStatus status, string standardError, string? remedy = null)
        : base(DiagnosticCodes.CommandFailed, Describe(command, status, standardError), remedy)
    {
        (Command, Status, StandardError) = (command, status, standardError);
    }

    public CommandException(DiagnosticCode code, Command command, string reason, string? remedy)
        : base(code, $"Cannot start {command}: {reason}.", remedy)
    {
        (Command, StandardError) = (command, "");
    }

    public Command Command { get; }

    /// <summary>Null where the process never started.</summary>
    public ExitStatus? Status { get; }

    public string StandardError { get; }

    private static string Describe(Command command, ExitStatus status, string standardError)
    {
        var text = standardError.Trim();
        if (text.Length == 0)
        {
            return $"{command} ended with {status}.";
        }

        var end = text.Length > ShownErrorChars ? "…" + text[^ShownErrorChars..] : text;
        return $"{command} ended with {status}: {end}";
    }
}
