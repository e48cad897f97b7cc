namespace PerfHarness.Runs;

/// <summary>A step of the work, reported when it begins.</summary>
/// <param name="Bench">Name of the benchmark.</param>
/// <param name="Text">One line for display, without the name.</param>
/// <param name="RunNumber">1-based number of the run that begins, or 0.</param>
/// <param name="PlannedRuns">Runs that are planned so far, or 0.</param>
internal sealed record HarnessProgress(string Bench, string Text, int RunNumber = 0, int PlannedRuns = 0);
