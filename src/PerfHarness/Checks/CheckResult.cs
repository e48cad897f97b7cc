using PerfHarness.Gating;
using PerfHarness.Measurements;
using PerfHarness.Profiles;

namespace PerfHarness.Checks;

/// <summary>What came of a check.</summary>
/// <param name="Before">Stacks of the other side, or null.</param>
public sealed record CheckResult(string Bench, GateVerdict Verdict, Measurement Runs, Profile? Before);
