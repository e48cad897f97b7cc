using System.Text;
using PerfHarness.Formats.Diagnostics;

namespace PerfHarness.Reports;

/// <summary>
/// A table in GitHub's Markdown. Cells are untrusted text: they cannot end the cell, start markup, or become HTML, links or
/// mentions.
/// </summary>
internal sealed class MarkdownTable
{
    private readonly StringBuilder _text = new();
    private readonly bool[] _isRightAligned;

    /// <param name="columns">Headings; one that starts with <c>&gt;</c> is aligned to the right.</param>
    public MarkdownTable(params IReadOnlyList<string> columns)
    {
        ArgumentNullException.ThrowIfNull(columns);
        _isRightAligned = [.. columns.Select(c => c.StartsWith('>'))];
        _text.Append('|');
        foreach (var column in columns)
        {
            _text.Append(' ').Append(Escape(column.TrimStart('>'))).Append(" |");
        }

        _text.Append("\n|").AppendJoin('|', _isRightAligned.Select(r => r ? "---:" : ":---")).Append("|\n");
    }

    public MarkdownTable AddRow(params IReadOnlyList<string> cells)
    {
        ArgumentNullException.ThrowIfNull(cells);
        ArgumentOutOfRangeException.ThrowIfNotEqual(cells.Count, _isRightAligned.Length, nameof(cells));
        _text.Append('|');
        foreach (var cell in cells)
        {
            _text.Append(' ').Append(Escape(cell)).Append(" |");
        }

        _text.Append('\n');
        return this;
    }

    public override string ToString() => _text.ToString();

    /// <summary>Text that Markdown shows unchanged, on one line.</summary>
    public static string Escape(string text)
    {
        var escaped = new StringBuilder(text.Length + 8);
        foreach (var c in SafeText.ToSingleLine(text))
        {
            switch (c)
            {
                case '<':
                    escaped.Append("&lt;");
                    break;
                case '>':
                    escaped.Append("&gt;");
                    break;
                case '&':
                    escaped.Append("&amp;");
                    break;
                case '@' or ':' or '#':
                    // No mention of a user, no link that is made of a bare address, no reference to an issue.
                    escaped.Append(c).Append("<!-- -->");
                    break;
                case '\\' or '`' or '*' or '_' or '{' or '}' or '[' or ']' or '(' or ')' or '!' or '|' or '~':
                    escaped.Append('\\').Append(c);
                    break;
                default:
                    escaped.Append(c);
                    break;
            }
        }

        return escaped.ToString();
    }
}
