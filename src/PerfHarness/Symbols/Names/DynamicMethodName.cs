using System.Text.RegularExpressions;

namespace PerfHarness.Symbols.Names;

/// <summary>
/// Methods without a type (<c>dynamicClass</c>): marshalling and reflection stubs, and what DynamicMethod makes. Their names
/// often end in a counter or a GUID, which differs from run to run.
/// </summary>
internal static partial class DynamicMethodName
{
    public const string DynamicClass = "dynamicClass";

    public static bool IsStub(string method) =>
        method.StartsWith("IL_STUB", StringComparison.Ordinal) || method.StartsWith("InvokeStub_", StringComparison.Ordinal);

    /// <summary><c>lambda_method5</c> is <c>lambda_method</c>, <c>Regex1_Scan</c> is <c>Regex_Scan</c>, GUIDs go.</summary>
    public static string Normalize(string method)
    {
        if (method.StartsWith("lambda_method", StringComparison.Ordinal))
        {
            return "lambda_method";
        }

        if (method.StartsWith("Regex", StringComparison.Ordinal))
        {
            var rest = method.AsSpan(5).TrimStart("0123456789");
            return rest is ['_', ..] ? $"Regex{rest}" : method;
        }

        // InvokeStub_List`1.Add: the arity says nothing here.
        return Arity().Replace(Guids().Replace(method, ""), "");
    }

    [GeneratedRegex("`[0-9]+", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Arity();

    [GeneratedRegex("[0-9a-fA-F]{8}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{12}",
        RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Guids();
}
