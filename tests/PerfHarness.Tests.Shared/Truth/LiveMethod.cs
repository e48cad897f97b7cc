namespace PerfHarness.Tests.Shared.Truth;

/// <summary>A method as the runtime itself names it.</summary>
/// <param name="Type">Namespace, then nested types behind <c>+</c>, without type arguments; empty for a dynamic method.</param>
/// <param name="Name">As in metadata: <c>&lt;Main&gt;b__0_1</c>.</param>
/// <param name="Parameters">How many, or -1 where that is unknown.</param>
internal readonly record struct LiveMethod(string Type, string Name, int Parameters)
{
    public override string ToString() => $"{Type}::{Name}/{Parameters}";

    /// <param name="signature">As ClrMD writes it: <c>N.List`1+E[[System.Int32, System.Private.CoreLib]].Get[[…]](Int32)</c>.</param>
    public static LiveMethod Parse(string signature, string name)
    {
        name = name.IndexOf("[[", StringComparison.Ordinal) is > 0 and var generic ? name[..generic] : name;
        var at = IndexOfName(signature, name);
        if (at < 0)
        {
            return new LiveMethod("", name, -1);
        }

        var type = at == 0 ? "" : signature[..(at - 1)];
        var open = at + name.Length;
        if (type.IndexOf("[[", StringComparison.Ordinal) is >= 0 and var arguments)
        {
            // Of an explicit implementation, ClrMD has the name without the interface here.
            var end = SkipBrackets(signature, arguments);
            name = end + 1 < at ? signature[(end + 1)..open] : name;
            type = type[..arguments];
        }

        open = signature[open] == '[' ? SkipBrackets(signature, open) : open;
        return new LiveMethod(StripArity(type), name, open < signature.Length && signature[open] == '(' ? CountParameters(signature.AsSpan(open)) : -1);
    }

    // The name of a method may hold dots and parentheses itself; what follows it is its parameters or its type arguments.
    private static int IndexOfName(string signature, string name)
    {
        for (var at = signature.IndexOf(name, StringComparison.Ordinal); at >= 0; at = signature.IndexOf(name, at + 1, StringComparison.Ordinal))
        {
            var end = at + name.Length;
            if ((at == 0 || signature[at - 1] == '.') && end < signature.Length && (signature[end] == '(' || signature.AsSpan(end).StartsWith("[[")))
            {
                return at;
            }
        }

        return -1;
    }

    private static int SkipBrackets(string text, int at)
    {
        for (var depth = 0; at < text.Length; at++)
        {
            depth += text[at] switch { '[' => 1, ']' => -1, _ => 0 };
            if (depth == 0)
            {
                return at + 1;
            }
        }

        return at;
    }

    private static int CountParameters(ReadOnlySpan<char> text)
    {
        var (depth, count) = (0, text is ['(', ')', ..] ? 0 : 1);
        foreach (var c in text)
        {
            depth += c is '(' or '[' or '<' ? 1 : c is ')' or ']' or '>' ? -1 : 0;
            count += c == ',' && depth == 1 ? 1 : 0;
        }

        return count;
    }

    private static string StripArity(string type)
    {
        for (var at = type.IndexOf('`'); at >= 0; at = type.IndexOf('`', at))
        {
            var end = at + 1;
            while (end < type.Length && char.IsAsciiDigit(type[end]))
            {
                end++;
            }

            type = type.Remove(at, end - at);
        }

        return type;
    }
}
