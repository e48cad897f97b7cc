namespace PerfHarness.Cli.Tables;

/// <param name="Right">Numbers stand to the right.</param>
internal readonly record struct Column(string Title, bool Right = false);
