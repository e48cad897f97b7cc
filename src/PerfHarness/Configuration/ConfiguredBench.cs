using PerfHarness.Gating;
using PerfHarness.Runs;

namespace PerfHarness.Configuration;

/// <param name="Policy">How this one is judged.</param>
internal sealed record ConfiguredBench(Bench Bench, GatePolicy Policy);
