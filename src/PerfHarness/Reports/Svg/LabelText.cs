using System.Globalization;
using System.Text;

namespace PerfHarness.Reports.Svg;

/// <summary>
/// How much of a name fits into a box, without measuring a font: a letter takes 0.59 em on average (Verdana's), an East
/// Asian or emoji character a whole em, a combining or format character nothing. The scripts of the reports use the same rule
/// and then correct it by the real font.
/// </summary>
internal static class LabelText
{
    private const string Ellipsis = "…";

    public static double GetWidth(Rune rune, double letter)
    {
        if (rune.Value < 0x300)
        {
            return letter;
        }

        return Rune.GetUnicodeCategory(rune) switch
        {
            UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.Format => 0,
            _ => IsWide(rune.Value) ? 1 : letter,
        };
    }

    /// <summary>
    /// The text, or its longest beginning with an ellipsis that fits, or nothing where not even a letter does.
    /// </summary>
    /// <param name="room">In em.</param>
    public static string Fit(string text, double room, double letter)
    {
        if (room < 3 * letter)
        {
            return "";
        }

        var (used, cut) = (0.0, 0);
        for (var i = 0; i < text.Length;)
        {
            _ = Rune.DecodeFromUtf16(text.AsSpan(i), out var rune, out var length);
            var width = GetWidth(rune, letter);
            used += width;
            if (used > room)
            {
                return cut == 0 ? "" : string.Concat(text.AsSpan(0, cut), Ellipsis);
            }

            i += length;
            if (used + 1 <= room)
            {
                cut = i;
            }
        }

        return text;
    }

    /// <summary>
    /// A managed name without its namespace: <c>System.Text.Json.Utf8JsonReader.Read()</c> is <c>Utf8JsonReader.Read()</c>.
    /// What a box shows where the whole name does not fit. Names whose last part but one does not begin with a capital
    /// (<c>copy.constprop.0</c>, <c>libc.so.6</c>) are no type and method, and stay.
    /// </summary>
    public static string RemoveNamespace(string name)
    {
        var (type, method, parts, nesting) = (0, 0, 1, 0);
        for (var i = 0; i < name.Length; i++)
        {
            var c = name[i];
            if (c is '<' or '[')
            {
                nesting++;
            }
            else if (c is '>' or ']')
            {
                nesting--;
            }
            else if (nesting == 0 && c is '(' or ' ' or '/' or '!')
            {
                break;
            }
            else if (nesting == 0 && c == '.' && i > 0 && name[i - 1] != '.')
            {
                (type, method) = (method, i + 1);
                parts++;
            }
        }

        return parts > 2 && char.IsUpper(name[type]) ? name[type..] : name;
    }

    private static bool IsWide(int c) => c is (>= 0x1100 and <= 0x115f) or (>= 0x2e80 and <= 0xa4cf) or (>= 0xac00 and <= 0xd7a3)
        or (>= 0xf900 and <= 0xfaff) or (>= 0xfe30 and <= 0xfe6f) or (>= 0xff00 and <= 0xff60) or (>= 0xffe0 and <= 0xffe6)
        or (>= 0x1f300 and <= 0x1faff) or (>= 0x20000 and <= 0x3fffd);
}
