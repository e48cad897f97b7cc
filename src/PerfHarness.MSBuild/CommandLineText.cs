using System.Collections.Generic;
using System.Linq;
using System.Text;

namespace PerfHarness.MSBuild;

/// <summary>
/// Converts a list of arguments to one text and back, by the rules of <c>System.Diagnostics.Process</c> (those of Windows, on
/// Linux too).
/// </summary>
internal static class CommandLineText
{
    public static string Join(IEnumerable<string> arguments) => string.Join(" ", arguments.Select(Quote));

    /// <summary>As a shell's user expects: blanks separate, single or double quotes group, a backslash escapes a quote or a backslash.</summary>
    public static IReadOnlyList<string> Split(string? text)
    {
        var arguments = new List<string>();
        var current = new StringBuilder();
        var (quote, open) = ('\0', false);
        for (var i = 0; i < (text?.Length ?? 0); i++)
        {
            var c = text![i];
            if (quote != '\'' && c == '\\' && i + 1 < text.Length && text[i + 1] is '"' or '\\' or '\'')
            {
                current.Append(text[++i]);
                open = true;
            }
            else if (quote == '\0' && c is '"' or '\'')
            {
                (quote, open) = (c, true);
            }
            else if (c == quote && quote != '\0')
            {
                quote = '\0';
            }
            else if (quote == '\0' && char.IsWhiteSpace(c))
            {
                if (open)
                {
                    arguments.Add(current.ToString());
                }

                current.Clear();
                open = false;
            }
            else
            {
                current.Append(c);
                open = true;
            }
        }

        if (open)
        {
            arguments.Add(current.ToString());
        }

        return arguments;
    }

    private static string Quote(string argument)
    {
        if (argument.Length > 0 && !argument.Any(c => char.IsWhiteSpace(c) || c == '"'))
        {
            return argument;
        }

        var quoted = new StringBuilder("\"");
        var backslashes = 0;
        foreach (var c in argument)
        {
            if (c == '\\')
            {
                backslashes++;
                continue;
            }

            // Backslashes are doubled only before a quote.
            quoted.Append('\\', c == '"' ? (2 * backslashes) + 1 : backslashes).Append(c);
            backslashes = 0;
        }

        return quoted.Append('\\', 2 * backslashes).Append('"').ToString();
    }
}
