using PerfHarness.Reports;

namespace PerfHarness.Cli.Tables;

/// <summary>A table in GitHub's Markdown.</summary>
internal static class MarkdownOutput
{
    public static void Write(TableModel table, TextWriter output)
    {
        var markdown = new MarkdownTable([.. table.Columns.Select(column => (column.IsRightAligned ? ">" : "") + column.Title)]);
        foreach (var row in table.Rows)
        {
            markdown.AddRow(row);
        }

        output.Write(markdown.ToString());
    }
}
