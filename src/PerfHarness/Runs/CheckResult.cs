using PerfHarness.Baselines;
using PerfHarness.Gating;
using PerfHarness.Profiles;

namespace PerfHarness.Runs;

/// <summary>What came of a check.</summary>
/// <param name="Before">Stacks of the other side, or null.</param>
public sealed record CheckResult(string Bench, GateVerdict Verdict, Measurement Runs, Profile? Before);
