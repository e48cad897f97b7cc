namespace PerfHarness.Profiles;

/// <summary>
/// Finds the parameter list in a function's name, of whatever language: the last pair of parentheses that nothing but
/// qualifiers follows.
/// <code>
///   Acme.Reader.Read(Func&lt;int, string&gt;)                     C#, Java
///   main::{lambda(int)#1}::operator()(char) const           C++; what is in braces or before an operator is no list
///   (anonymous namespace)::run(int) [clone .cold]
///   net/http.(*Client).Do                                   Go: a receiver, and no list
///   &lt;Vec&lt;(u8, u8)&gt; as Extend&gt;::extend                        Rust: a tuple, and no list
/// </code>
/// </summary>
internal static class ParameterList
{
    private static readonly string[] Qualifiers = ["const", "volatile", "noexcept", "&", "&&", "@plt"];

    /// <summary>The name without its parameters and what follows them; the name itself where it has none.</summary>
    public static string Remove(string name)
    {
        var start = FindStart(name);
        return start < 0 ? name : name[..start];
    }

    /// <summary>Where the list's opening parenthesis is, or -1.</summary>
    public static int FindStart(ReadOnlySpan<char> name)
    {
        var rest = name;
        while (TrimQualifier(rest) is var shorter && shorter.Length < rest.Length)
        {
            rest = shorter;
        }

        var open = rest is [.., ')'] ? FindOpening(rest) : -1;
        return open > 0 && !IsPartOfName(rest, open) ? open : -1;
    }

    private static ReadOnlySpan<char> TrimQualifier(ReadOnlySpan<char> name)
    {
        name = name.TrimEnd(' ');
        foreach (var qualifier in Qualifiers)
        {
            // Only after a list: a C function may be called "const".
            if (name.EndsWith(qualifier) && name[..^qualifier.Length].TrimEnd(' ') is [.., ')' or 't' or 'e' or '&'] before && before.Contains(')'))
            {
                return before;
            }
        }

        // GCC's "f(int) [clone .cold]" and LLVM's "f(int) (.cold)".
        var part = name is [.., ']'] ? name.LastIndexOf(" [") : name is [.., ')'] ? name.LastIndexOf(" (.") : -1;
        return part > 0 ? name[..part] : name;
    }

    private static int FindOpening(ReadOnlySpan<char> name)
    {
        var depth = 0;
        for (var i = name.Length - 1; i >= 0; i--)
        {
            depth += name[i] switch { ')' => 1, '(' => -1, _ => 0 };
            if (depth == 0)
            {
                return i;
            }
        }

        return -1;
    }

    private static bool IsPartOfName(ReadOnlySpan<char> name, int open)
    {
        const string Operator = "operator";
        var before = name[..open];
        var isOperator = name[open..] is "()" && before.EndsWith(Operator)
            && (before.Length == Operator.Length || !(char.IsLetterOrDigit(before[^(Operator.Length + 1)]) || before[^(Operator.Length + 1)] == '_'));
        return isOperator || name[open..] is "(anonymous namespace)";
    }
}
