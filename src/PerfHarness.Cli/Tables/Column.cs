namespace PerfHarness.Cli.Tables;

/// <param name="IsRightAligned">Numbers stand to the right.</param>
internal readonly record struct Column(string Title, bool IsRightAligned = false);
