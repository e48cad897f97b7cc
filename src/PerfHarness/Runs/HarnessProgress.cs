namespace PerfHarness.Runs;

/// <summary>A step of the work, reported when it begins.</summary>
/// <param name="Bench">Name of the benchmark.</param>
/// <param name="Text">One line for display, without the name.</param>
internal sealed record HarnessProgress(string Bench, string Text);
