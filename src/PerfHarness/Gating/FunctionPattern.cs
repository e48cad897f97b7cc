using PerfHarness.Formats.Diagnostics;
using PerfHarness.Profiles;

namespace PerfHarness.Gating;

/// <summary>
/// Names functions: <c>*</c> matches any text, <c>?</c> one character, everything else itself. It is matched against the
/// canonical name with and without its parameter list; a pattern with <c>!</c> also against <c>Module!Name</c>, so that
/// <c>libc.so.6!*</c> is all of a library.
/// </summary>
internal sealed record FunctionPattern
{
    /// <exception cref="PerfHarnessException">The text is empty.</exception>
    public FunctionPattern(string text)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            throw new PerfHarnessException(
                DiagnosticCodes.ConfigurationError, "the function pattern is empty", "Use a name such as Acme.Parser.* or Acme!Acme.Parser.Read.");
        }

        Text = text.Trim();
    }

    public string Text { get; }

    public bool Matches(FunctionName function)
    {
        if (Matches(function.Name))
        {
            return true;
        }

        return Text.Contains('!', StringComparison.Ordinal) && Matches(function.ToString());
    }

    public override string ToString() => Text;

    private bool Matches(string name)
    {
        if (MatchesGlob(Text, name))
        {
            return true;
        }

        var parameters = ParameterList.FindStart(name);
        return parameters > 0 && MatchesGlob(Text, name.AsSpan(0, parameters));
    }

    // Falls back to the last star only: linear in practice, at most pattern times text.
    private static bool MatchesGlob(ReadOnlySpan<char> pattern, ReadOnlySpan<char> text)
    {
        int p = 0, t = 0, star = -1, mark = 0;
        while (t < text.Length)
        {
            if (p < pattern.Length && pattern[p] == '*')
            {
                (star, mark) = (p++, t);
            }
            else if (p < pattern.Length && (pattern[p] == '?' || pattern[p] == text[t]))
            {
                p++;
                t++;
            }
            else if (star >= 0)
            {
                p = star + 1;
                t = ++mark;
            }
            else
            {
                return false;
            }
        }

        return pattern[p..].Trim('*').IsEmpty;
    }
}
