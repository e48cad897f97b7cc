using PerfHarness.Runs;

namespace PerfHarness.TestHosts;

/// <summary>What a test host reports.</summary>
/// <param name="Message">For people, several lines: verdict, a row for each function that matters, paths.</param>
/// <param name="Files">To attach to the test's result: flame graph, difference, profile, the report as text.</param>
/// <param name="Bench">The full result; null if nothing could be recorded.</param>
internal sealed record TestGateResult(TestGateOutcome Outcome, string Message, IReadOnlyList<string> Files, BenchResult? Bench);
