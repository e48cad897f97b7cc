using System.Text;

namespace PerfHarness.Symbols.Names;

/// <summary>
/// Methods without a type (<c>dynamicClass</c>): marshalling and reflection stubs, and what DynamicMethod makes. Their names
/// often hold a counter or a GUID, which differs from run to run. A counter is kept after the name, in brackets: it tells two
/// functions of one process apart, and says nothing across processes (see <c>OrdinalNames</c>).
/// </summary>
internal static class DynamicMethodName
{
    public const string DynamicClass = "dynamicClass";

    // What System.Linq.Expressions and System.Text.RegularExpressions put before a counter.
    private const string Lambda = "lambda_method";
    private const string Regex = "Regex";
    private const int GuidDigits = 32;

    public static bool IsStub(string method) =>
        method.StartsWith("IL_STUB", StringComparison.Ordinal) || method.StartsWith("InvokeStub_", StringComparison.Ordinal);

    /// <summary><c>lambda_method5(int)</c> is <c>lambda_method(int) [#5]</c>, <c>Regex1_Scan()</c> is <c>Regex_Scan() [#1]</c>, GUIDs go.</summary>
    public static string Format(string method, string parameters)
    {
        var counter = method.StartsWith(Lambda, StringComparison.Ordinal) ? method.AsSpan(Lambda.Length)
            : method.StartsWith(Regex, StringComparison.Ordinal) ? ReadRegexCounter(method) : default;
        if (counter.IsEmpty || counter.IndexOfAnyExceptInRange('0', '9') >= 0)
        {
            // InvokeStub_List`1.Add: the arity says nothing here.
            return RemoveArities(RemoveGuids(method)) + parameters;
        }

        var rest = method[0] == Lambda[0] ? "" : method.AsSpan(Regex.Length + counter.Length);
        return $"{(method[0] == Lambda[0] ? Lambda : Regex)}{rest}{FormatOrdinal(parameters, counter)}";
    }

    /// <summary>The name with an ordinal that holds in one process only.</summary>
    public static string FormatOrdinal(string name, ReadOnlySpan<char> ordinal) => $"{name} [#{ordinal}]";

    private static ReadOnlySpan<char> ReadRegexCounter(string method)
    {
        var rest = method.AsSpan(Regex.Length);
        var end = rest.IndexOfAnyExceptInRange('0', '9');
        return end > 0 && rest[end] == '_' ? rest[..end] : default;
    }

    // A backtick and digits.
    private static string RemoveArities(string name)
    {
        if (!name.Contains('`', StringComparison.Ordinal))
        {
            return name;
        }

        var kept = new StringBuilder(name.Length);
        for (var at = 0; at < name.Length;)
        {
            var digits = name[at] == '`' ? CountDigits(name.AsSpan(at + 1)) : 0;
            if (digits == 0)
            {
                kept.Append(name[at]);
            }

            at += digits + 1;
        }

        return kept.ToString();
    }

    private static int CountDigits(ReadOnlySpan<char> text) =>
        text.IndexOfAnyExceptInRange('0', '9') is >= 0 and var end ? end : text.Length;

    // With its hyphens or without.
    private static string RemoveGuids(string name)
    {
        StringBuilder? kept = null;
        var copied = 0;
        for (var at = 0; at + GuidDigits <= name.Length;)
        {
            if (FindGuidEnd(name, at) is > 0 and var end)
            {
                (kept ??= new StringBuilder(name.Length)).Append(name, copied, at - copied);
                (at, copied) = (end, end);
            }
            else
            {
                at++;
            }
        }

        return kept is null ? name : kept.Append(name, copied, name.Length - copied).ToString();
    }

    // 0 where none begins there.
    private static int FindGuidEnd(string name, int at)
    {
        for (var digits = 0; digits < GuidDigits; digits++)
        {
            if (digits is 8 or 12 or 16 or 20 && at < name.Length && name[at] == '-')
            {
                at++;
            }

            if (at >= name.Length || !char.IsAsciiHexDigit(name[at]))
            {
                return 0;
            }

            at++;
        }

        return at;
    }
}
