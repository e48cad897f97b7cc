using System.Text.RegularExpressions;

namespace PerfHarness.Symbols.Names;

/// <summary>
/// Methods without a type (<c>dynamicClass</c>): marshalling and reflection stubs, and what DynamicMethod makes. Their names
/// often hold a counter or a GUID, which differs from run to run. A counter is kept after the name, in brackets: it tells two
/// functions of one process apart, and says nothing across processes (see <c>OrdinalNames</c>).
/// </summary>
internal static partial class DynamicMethodName
{
    public const string DynamicClass = "dynamicClass";

    // What System.Linq.Expressions and System.Text.RegularExpressions put before a counter.
    private const string Lambda = "lambda_method";
    private const string Regex = "Regex";

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
            return Arity().Replace(Guids().Replace(method, ""), "") + parameters;
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

    [GeneratedRegex("`[0-9]+", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Arity();

    [GeneratedRegex("[0-9a-fA-F]{8}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{12}",
        RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Guids();
}
