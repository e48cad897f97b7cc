namespace PerfHarness.Cli.Tables;

/// <summary>Columns of the terminal.</summary>
internal static class TerminalWidth
{
    public static int Get()
    {
        try
        {
            return Math.Max(60, Console.WindowWidth);
        }
        catch (IOException)
        {
            // The terminal's size is unknown.
            return 100;
        }
    }
}
