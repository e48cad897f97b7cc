using PerfHarness.Gating;
using PerfHarness.Profiles;

namespace PerfHarness.Checks;

/// <summary>The result of a <see cref="ProfileCheck"/>.</summary>
/// <param name="Bench">Name of the benchmark in reports.</param>
/// <param name="BaselineProfile">The baseline's stacks, or null if there are none.</param>
internal sealed record CheckResult(string Bench, GateVerdict Verdict, Profile? BaselineProfile);
