using PerfHarness.Formats.Diagnostics;
using PerfHarness.Measurements;

namespace PerfHarness.Runs;

/// <summary>What the comparison with a baseline, in one step or two, came to.</summary>
/// <param name="Bench">As it was recorded.</param>
/// <param name="Diagnostics">Which programs were compared, and what could not be had.</param>
internal sealed record ComparisonOutcome(Bench Bench, JudgedRuns Runs, SteadyState? SteadyState, IReadOnlyList<Diagnostic> Diagnostics);
