using PerfHarness.Gating;
using PerfHarness.Measurements;
using PerfHarness.Profiles;

namespace PerfHarness.Checks;

/// <summary>What came of a check.</summary>
/// <param name="BaselineProfile">Stacks of the other side, or null.</param>
internal sealed record CheckResult(string Bench, GateVerdict Verdict, Measurement Measurement, Profile? BaselineProfile);
