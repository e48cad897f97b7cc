namespace PerfHarness.Cli.Tables;

/// <summary>How rows are written.</summary>
internal enum TableFormat
{
    Table,
    Csv,
    Json,
    Markdown,
}
