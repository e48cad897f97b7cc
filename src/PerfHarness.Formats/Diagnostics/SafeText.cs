using System.Globalization;
using System.Text;

namespace PerfHarness.Formats.Diagnostics;

/// <summary>Makes untrusted text (symbol names, paths, file contents) harmless for a terminal or a log line.</summary>
internal static class SafeText
{
    /// <summary>
    /// The text on one line, with control characters (C0, C1, line and paragraph separators, bidirectional overrides)
    /// and lone surrogates shown as <c>\u001b</c>-style escapes, so that nothing it contains can move the cursor, start
    /// a second line or reorder what surrounds it.
    /// </summary>
    public static string ToSingleLine(string text)
    {
        var bad = FirstUnsafe(text);
        if (bad < 0)
        {
            return text;
        }

        var builder = new StringBuilder(text.Length + 16);
        builder.Append(text, 0, bad);
        for (var i = bad; i < text.Length; i++)
        {
            if (char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
            {
                builder.Append(text[i]).Append(text[++i]);
            }
            else if (IsUnsafe(text[i]))
            {
                builder.Append(CultureInfo.InvariantCulture, $"\\u{(int)text[i]:x4}");
            }
            else
            {
                builder.Append(text[i]);
            }
        }

        return builder.ToString();
    }

    private static int FirstUnsafe(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (IsUnsafe(text[i]))
            {
                return i;
            }
        }

        return -1;
    }

    private static bool IsUnsafe(char c) =>
        char.IsControl(c) || char.IsSurrogate(c)
        || c is '\u2028' or '\u2029' or (>= '\u200b' and <= '\u200f') or (>= '\u202a' and <= '\u202e') or (>= '\u2066' and <= '\u2069') or '\ufeff';
}
