namespace PerfHarness.Cli.Tables;

/// <summary>Sort order of a table of shares.</summary>
internal enum ShareOrder
{
    Self,
    Total,
}
