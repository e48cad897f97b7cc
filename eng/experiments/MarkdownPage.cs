using System.Globalization;
using System.Text;

namespace PerfHarness.Experiments;

/// <summary>A page of Markdown whose paragraphs and table rows are one line each, in the invariant culture.</summary>
internal sealed class MarkdownPage
{
    private readonly StringBuilder _text = new();

    public void AppendTitle(string title)
    {
        AppendBlankLine();
        _text.Append("## ").Append(title).Append('\n');
        AppendBlankLine();
    }

    /// <param name="parts">Joined by spaces.</param>
    public void AppendLine(params FormattableString[] parts) => _text.AppendJoin(' ', parts.Select(Format)).Append('\n');

    public void AppendBlankLine() => _text.Append('\n');

    public void AppendTableHeader(params string[] columns)
    {
        _text.Append("| ").AppendJoin(" | ", columns).Append(" |\n");
        _text.Append('|').AppendJoin("", Enumerable.Repeat("---|", columns.Length)).Append('\n');
    }

    public void AppendRow(params FormattableString[] cells) =>
        _text.Append("| ").AppendJoin(" | ", cells.Select(Format)).Append(" |\n");

    public override string ToString() => _text.ToString();

    public static string Format(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
