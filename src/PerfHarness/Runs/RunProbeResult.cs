using PerfHarness.Measurements;

namespace PerfHarness.Runs;

/// <param name="Runtime">Of the profiled program, such as <c>.NET 10.0.12</c>; empty where the recording does not show one.</param>
internal readonly record struct RunProbeResult(RunRecord Run, string Runtime);
