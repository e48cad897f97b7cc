using PerfHarness.Cli.Hosting;
using PerfHarness.Formats.Diagnostics;
using Spectre.Console;

namespace PerfHarness.Cli.Tables;

/// <summary>A table on a terminal. A separate class, so that the drawing library is loaded only when needed.</summary>
internal static class TerminalTable
{
    public static void Write(TableModel model, TextWriter output)
    {
        var table = new Table().Border(TableBorder.Simple);
        foreach (var column in model.Columns)
        {
            var header = new TableColumn(new Text(column.Title, new Style(decoration: Decoration.Bold)));
            table.AddColumn(column.IsRightAligned ? header.RightAligned().NoWrap() : header);
        }

        foreach (var row in model.Rows)
        {
            // Text, not markup: a name may contain brackets.
            table.AddRow(row.Select(cell => new Text(SafeText.ToSingleLine(cell)) { Overflow = Overflow.Fold }));
        }

        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(output),
            Ansi = AnsiSupport.Yes,
            ColorSystem = Terminal.CanUseColors ? ColorSystemSupport.Standard : ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
        });
        console.Profile.Width = TerminalWidth.Get();
        console.Write(table);
    }
}
