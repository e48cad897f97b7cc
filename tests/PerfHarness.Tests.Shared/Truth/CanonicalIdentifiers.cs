using System.Text.RegularExpressions;

namespace PerfHarness.Tests.Shared.Truth;

/// <summary>
/// Whether a canonical name is that of a method, by rules of their own: both are reduced to the identifiers that a programmer wrote.
/// <code>
///   N.W.Work lambda#1(int)            N W Work          N.W+&lt;&gt;c::&lt;Work&gt;b__0_1
///   N.List&lt;int&gt;.Add(int)              N List Add        N.List::Add
/// </code>
/// </summary>
internal static class CanonicalIdentifiers
{
    private const string VisualBasicStateMachine = "VB$StateMachine_";
    private const string DynamicType = "DynamicClass";

    private static readonly string[] Operators = ["operator", "implicit", "explicit"];

    public static bool AreSame(string canonicalName, LiveMethod method)
    {
        var (ours, parameters) = ReadCanonical(canonicalName);
        var theirs = ReadMethod(method);
        // What a local function captures is a parameter that the compiler added.
        var captured = method.Name.Contains(">g__", StringComparison.Ordinal) && parameters >= 0 ? method.Parameters - parameters : 0;
        return ours.SequenceEqual(theirs) && (parameters < 0 || method.Parameters < 0 || parameters == method.Parameters || captured > 0)
            || (IsOperator(canonicalName)
                && method.Name.StartsWith("op_", StringComparison.Ordinal)
                && canonicalName.StartsWith(string.Join('.', theirs.SkipLast(1)), StringComparison.Ordinal));
    }

    /// <summary>The identifiers of a canonical name, and the number of its parameters, or -1 where it shows none.</summary>
    public static (List<string> Identifiers, int Parameters) ReadCanonical(string name)
    {
        var found = new List<string>();
        var (depth, start, parameters, hasParameters) = (0, 0, 0, false);
        for (var i = 0; i <= name.Length; i++)
        {
            var c = i < name.Length ? name[i] : '.';
            if (depth == 0 && c is '.' or ' ' or '<' or '(' or '[')
            {
                Add(found, name[start..i]);
                start = i + 1;
                if (c == '(' && i + 1 < name.Length)
                {
                    (hasParameters, parameters) = (true, name[i + 1] == ')' ? 0 : 1);
                }
            }

            depth += c is '<' or '(' or '[' ? 1 : c is '>' or ')' or ']' ? -1 : 0;
            start = depth > 0 || c is '>' or ')' or ']' ? i + 1 : start;
            parameters += hasParameters && depth == 1 && c == ',' ? 1 : 0;
        }

        return (found, hasParameters ? parameters : -1);
    }

    private static void Add(List<string> found, string identifier)
    {
        var ordinal = identifier.IndexOf('#', StringComparison.Ordinal);
        identifier = ordinal < 0 ? identifier : identifier[..ordinal];
        if (identifier is not ("" or "lambda" or "async" or "iterator" or "closure" or "state" or "machine"))
        {
            found.Add(identifier.StartsWith('~') ? "Finalize" : identifier);
        }
    }

    private static bool IsOperator(string name) => Operators.Any(o => name.Contains(o + " ", StringComparison.Ordinal) || name.Contains("." + o, StringComparison.Ordinal));

    private static List<string> ReadMethod(LiveMethod method)
    {
        var found = new List<string>();
        var pieces = method.Type.Split('+');
        foreach (var piece in pieces)
        {
            ReadPiece(found, piece);
        }

        if (found is [DynamicType, ..])
        {
            found.RemoveAt(0);
            return [.. found, .. ReadCanonical(WithoutCounter(method.Name)).Identifiers];
        }

        // The body of an async method, an iterator or an F# closure is a method of a type of its own.
        if (!(method.Name == "MoveNext" && IsStateMachine(pieces[^1])) && !(method.Name == "Invoke" && pieces[^1].Contains('@', StringComparison.Ordinal)))
        {
            ReadPiece(found, WithoutNamespace(method.Name));
        }

        return found;
    }

    // What the libraries number through: Regex12_Scan, lambda_method3.
    private static string WithoutCounter(string name) => Regex.Replace(name, @"^(Regex|lambda_method)[0-9]+(?=_|$)", "$1", RegexOptions.None, TimeSpan.FromSeconds(1));

    private static bool IsStateMachine(string type) =>
        type.StartsWith(VisualBasicStateMachine, StringComparison.Ordinal)
        || type.StartsWith('<') && type.LastIndexOf('>') is > 0 and var close && type.AsSpan(close + 1).StartsWith("d");

    // An explicit implementation is named by its interface: N.IFace<A>.Method
    private static string WithoutNamespace(string name)
    {
        var parts = name.StartsWith('.') || name.StartsWith('<') ? [] : ReadCanonical(name).Identifiers;
        return parts.Count > 2 ? $"{parts[^2]}.{parts[^1]}" : name;
    }

    // "N.W", "<>c", "<Work>d__0", "<Work>b__0_1", "<Work>g__Local|0_1", "<<Work>b__0>d"
    private static void ReadPiece(List<string> found, string piece)
    {
        if (piece.StartsWith("<>c", StringComparison.Ordinal) || piece.StartsWith("_Closure$__", StringComparison.Ordinal)
            || piece.StartsWith("_Lambda$__", StringComparison.Ordinal))
        {
            return;
        }

        if (piece.StartsWith(VisualBasicStateMachine, StringComparison.Ordinal))
        {
            piece = piece[(piece.IndexOf('_', VisualBasicStateMachine.Length) + 1)..];
        }

        var close = piece.LastIndexOf('>');
        if (!piece.StartsWith('<') || close < 0)
        {
            Split(found, piece);
            return;
        }

        ReadPiece(found, piece[1..close]);
        var rest = piece[(close + 1)..];
        if (rest.StartsWith("g__", StringComparison.Ordinal) && rest.Contains('|', StringComparison.Ordinal))
        {
            Split(found, rest[3..rest.IndexOf('|', StringComparison.Ordinal)]);
        }
    }

    private static void Split(List<string> found, string text) => found.AddRange(ReadCanonical(text).Identifiers);
}
