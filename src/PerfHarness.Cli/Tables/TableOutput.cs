using PerfHarness.Cli.Hosting;

namespace PerfHarness.Cli.Tables;

internal static class TableOutput
{
    public static void Write(this Terminal terminal, TableModel table)
    {
        if (terminal.IsOutputTerminal)
        {
            TerminalTable.Write(table, terminal.Output);
        }
        else
        {
            PlainTable.Write(table, terminal.Output);
        }
    }
}
