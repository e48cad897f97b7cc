namespace PerfHarness.Formats.Demangling;

/// <summary>
/// A demangled name without what surrounds the path: <c>int ns::max&lt;int&gt;(int, int) [clone .cold]</c> is
/// <c>ns::max&lt;int&gt;</c>.
/// </summary>
internal static class NameShortener
{
    public static string Shorten(string name)
    {
        var clone = name.IndexOf(" [clone ", StringComparison.Ordinal);
        var text = clone > 0 ? name.AsSpan(0, clone) : name;
        var end = ParametersStart(text);
        if (end > 0)
        {
            text = text[..end];
            text = text[ReturnTypeEnd(text)..];
        }

        return text.Length == name.Length ? name : text.ToString();
    }

    // The bracket that opens the last list at the top level; "(anonymous namespace)" and "operator()" are not parameters.
    private static int ParametersStart(ReadOnlySpan<char> text)
    {
        var close = text.LastIndexOf(')');
        if (close < 0 || !IsQualifiers(text[(close + 1)..]))
        {
            return -1;
        }

        var depth = 0;
        for (var i = close; i > 0; i--)
        {
            depth += text[i] == ')' ? 1 : text[i] == '(' ? -1 : 0;
            if (depth == 0)
            {
                return text[i..].StartsWith("(anonymous") || text[..i].EndsWith("operator") ? -1 : i;
            }
        }

        return -1;
    }

    private static bool IsQualifiers(ReadOnlySpan<char> text) => text.Trim() switch
    {
        "" or "const" or "volatile" or "const volatile" or "&" or "const&" or "&&" or "const &" => true,
        _ => false,
    };

    // Template functions carry their return type in front, after which there is a space outside of all brackets.
    private static int ReturnTypeEnd(ReadOnlySpan<char> path)
    {
        var (depth, end) = (0, 0);
        for (var i = 0; i < path.Length; i++)
        {
            var c = path[i];
            if (path[i..].StartsWith("operator") && (i == 0 || !char.IsLetterOrDigit(path[i - 1])))
            {
                break; // what follows is the operator's name, with brackets and spaces of its own
            }

            depth += c is '<' or '(' or '{' or '[' ? 1 : c is '>' or ')' or '}' or ']' ? -1 : 0;
            end = c == ' ' && depth == 0 ? i + 1 : end;
        }

        return end;
    }
}
