using PerfHarness.Gating;
using PerfHarness.Runs;

namespace PerfHarness.Configuration;

/// <summary>A benchmark and the policy that it is judged by.</summary>
internal sealed record ConfiguredBench(Bench Bench, GatePolicy Policy);
