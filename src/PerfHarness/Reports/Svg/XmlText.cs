using System.Text;
using PerfHarness.Formats.Diagnostics;

namespace PerfHarness.Reports.Svg;

/// <summary>Untrusted text as XML character data.</summary>
internal static class XmlText
{
    /// <summary>Longer text is truncated: a demangled template name may have megabytes, and each of its boxes contains it.</summary>
    public const int MaxLength = 4096;

    /// <summary>
    /// Safe between tags and in a quoted attribute. What XML cannot hold at all (control characters, lone surrogates,
    /// noncharacters) and what could reorder a line is shown as <c>\u202e</c>.
    /// </summary>
    public static string Escape(string text) => EscapeSafe(Truncate(text));

    /// <summary>The same of what <see cref="Truncate"/> gave.</summary>
    public static string EscapeSafe(string text)
    {
        var plain = 0;
        while (plain < text.Length && GetEscape(text[plain]) is null)
        {
            plain++;
        }

        if (plain == text.Length)
        {
            return text;
        }

        var escaped = new StringBuilder(text, 0, plain, text.Length + 16);
        foreach (var c in text.AsSpan(plain))
        {
            _ = GetEscape(c) is { } escape ? escaped.Append(escape) : escaped.Append(c);
        }

        return escaped.ToString();
    }

    /// <summary>One line of harmless text, not longer than <see cref="MaxLength"/>.</summary>
    public static string Truncate(string text)
    {
        if (text.Length > MaxLength)
        {
            var cut = char.IsHighSurrogate(text[MaxLength - 1]) ? MaxLength - 1 : MaxLength;
            text = string.Concat(text.AsSpan(0, cut), "…");
        }

        return SafeText.ToSingleLine(text);
    }

    private static string? GetEscape(char c) => c switch
    {
        '&' => "&amp;",
        '<' => "&lt;",
        '>' => "&gt;",
        '"' => "&quot;",
        '\ufffe' => "\\ufffe",
        '\uffff' => "\\uffff",
        _ => null,
    };
}
