using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using PerfHarness.Formats.Diagnostics;

namespace PerfHarness.Baselines;

/// <summary>Any text on one line of a baseline: <c>\\</c>, <c>\u0009</c>, and <c>\-</c> for empty.</summary>
internal static class BaselineText
{
    public static string Escape(string text) =>
        text.Length == 0 ? "\\-" : SafeText.ToSingleLine(text.Replace("\\", "\\\\", StringComparison.Ordinal));

    public static bool TryUnescape(ReadOnlySpan<char> text, [NotNullWhen(true)] out string? result)
    {
        result = null;
        if (text is "\\-")
        {
            result = "";
            return true;
        }

        var builder = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '\\')
            {
                builder.Append(text[i]);
            }
            else if (i + 1 < text.Length && text[i + 1] == '\\')
            {
                builder.Append('\\');
                i++;
            }
            else if (i + 5 < text.Length && text[i + 1] == 'u'
                && ushort.TryParse(text.Slice(i + 2, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var unit))
            {
                builder.Append((char)unit);
                i += 5;
            }
            else
            {
                return false;
            }
        }

        result = builder.ToString();
        return true;
    }
}
