namespace PerfHarness.Cli.Tables;

/// <summary>A column of a table.</summary>
/// <param name="IsRightAligned">For numbers.</param>
internal readonly record struct Column(string Title, bool IsRightAligned = false);
