using PerfHarness.Formats.Diagnostics;

namespace PerfHarness.Runs;

/// <summary>Result of one benchmark of several.</summary>
/// <param name="Result">Null if it failed.</param>
/// <param name="Failure">Why it failed, or null.</param>
/// <param name="ExitCode">As if it were the only one.</param>
internal sealed record SuiteEntry(string Bench, BenchResult? Result, Diagnostic? Failure, int ExitCode);
