using PerfHarness.Formats.Diagnostics;

namespace PerfHarness.Cli.Tables;

/// <summary>A table aligned with spaces, for files and pipes: nothing is truncated, and every row is one line.</summary>
internal static class PlainTable
{
    public static void Write(TableModel table, TextWriter output)
    {
        var titles = table.Columns.Select(c => c.Title).ToArray();
        var rows = table.Rows.Select(row => row.Select(SafeText.ToSingleLine).ToArray()).ToList();
        var widths = new int[titles.Length];
        foreach (var row in rows.Prepend(titles))
        {
            for (var i = 0; i < widths.Length; i++)
            {
                widths[i] = Math.Max(widths[i], row[i].Length);
            }
        }

        foreach (var row in rows.Prepend(titles))
        {
            var cells = row.Select((cell, i) => table.Columns[i].IsRightAligned ? cell.PadLeft(widths[i]) : cell.PadRight(widths[i]));
            output.WriteLine(string.Join("  ", cells).TrimEnd());
        }
    }
}
