namespace PerfHarness.Cli.Tables;

/// <summary>What a table of shares is ordered by.</summary>
internal enum ShareOrder
{
    Self,
    Total,
}
