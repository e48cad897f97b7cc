using System.Text;

namespace PerfHarness.Symbols.Names;

/// <summary>
/// Shortens the names of explicit interface implementations, which metadata writes in full:
/// <c>System.Collections.Generic.IList&lt;System.Int32&gt;.get_Item</c> becomes <c>IList&lt;int&gt;.get_Item</c>. State machines
/// of such methods have <c>-</c> for the dot.
/// </summary>
internal static class InterfaceMember
{
    public static void Append(StringBuilder output, ReadOnlySpan<char> method)
    {
        if (method is ".ctor" or ".cctor" || method.IndexOfAny('.', '-', '<') < 0)
        {
            output.Append(method);
            return;
        }

        var text = method.ToString();
        if (!text.Contains('.') && text.Contains('-'))
        {
            text = text.Replace('-', '.');
        }

        var member = LastDot(text);
        if (member <= 0)
        {
            output.Append(text);
            return;
        }

        AppendWithoutNamespaces(output, text.AsSpan(0, member));
        output.Append(text.AsSpan(member));
    }

    private static int LastDot(ReadOnlySpan<char> text)
    {
        var depth = 0;
        for (var i = text.Length - 1; i >= 0; i--)
        {
            depth += text[i] switch { '>' => 1, '<' => -1, _ => 0 };
            if (text[i] == '.' && depth == 0)
            {
                // ..ctor has its own dot.
                return i > 0 && text[i - 1] == '.' ? i - 1 : i;
            }
        }

        return -1;
    }

    // Every dotted name loses all but its last part; what is between names stays.
    private static void AppendWithoutNamespaces(StringBuilder output, ReadOnlySpan<char> text)
    {
        var start = 0;
        for (var i = 0; i <= text.Length; i++)
        {
            if (i < text.Length && text[i] is not ('<' or '>' or ',' or '(' or ')' or '[' or ']' or ' '))
            {
                continue;
            }

            var name = text[start..i];
            if (TypeKeywords.TryGet(name, out var keyword))
            {
                output.Append(keyword);
            }
            else
            {
                var dot = name.LastIndexOf('.');
                // ">.IInner": a nested type of a generic one keeps the link.
                output.Append(dot == 0 ? name : name[(dot + 1)..]);
            }

            if (i < text.Length)
            {
                output.Append(text[i]);
                _ = text[i] == ',' && i + 1 < text.Length && text[i + 1] != ' ' ? output.Append(' ') : output;
            }

            start = i + 1;
        }
    }
}
