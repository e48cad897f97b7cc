using System.Text;
using PerfHarness.Formats.Diagnostics;

namespace PerfHarness.Processes;

/// <summary>Arguments as typed in a shell.</summary>
internal static class ShellText
{
    public static string Join(IEnumerable<string> arguments) => string.Join(' ', arguments.Select(Quote));

    public static string Quote(string argument) =>
        argument.Length > 0 && argument.All(c => char.IsAsciiLetterOrDigit(c) || "-_./=:,+@%^".Contains(c, StringComparison.Ordinal))
            ? argument
            : $"'{argument.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    /// <summary>
    /// Splits a command line as a shell would, with quotes and backslashes and nothing else: no variables, no globs.
    /// </summary>
    /// <exception cref="PerfHarnessException">A quote is not closed.</exception>
    public static IReadOnlyList<string> Split(string commandLine)
    {
        ArgumentNullException.ThrowIfNull(commandLine);
        var parts = new List<string>();
        var part = new StringBuilder();
        var inPart = false;
        var quote = '\0';
        for (var i = 0; i < commandLine.Length; i++)
        {
            var c = commandLine[i];
            if (quote != '\0')
            {
                if (c == quote)
                {
                    quote = '\0';
                }
                else if (c == '\\' && quote == '"' && i + 1 < commandLine.Length && commandLine[i + 1] is '"' or '\\')
                {
                    part.Append(commandLine[++i]);
                }
                else
                {
                    part.Append(c);
                }
            }
            else if (c is '"' or '\'')
            {
                (quote, inPart) = (c, true);
            }
            else if (c == '\\' && i + 1 < commandLine.Length)
            {
                part.Append(commandLine[++i]);
                inPart = true;
            }
            else if (!char.IsWhiteSpace(c))
            {
                part.Append(c);
                inPart = true;
            }
            else if (inPart)
            {
                parts.Add(part.ToString());
                part.Clear();
                inPart = false;
            }
        }

        if (quote != '\0')
        {
            throw new PerfHarnessException(DiagnosticCodes.UsageError, $"unclosed quote in '{commandLine}'.");
        }

        if (inPart)
        {
            parts.Add(part.ToString());
        }

        return parts;
    }
}
