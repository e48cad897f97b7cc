using PerfHarness.Baselines;
using PerfHarness.Measurements;

namespace PerfHarness.Runs;

/// <summary>The latest runs of a benchmark, as a baseline would have them.</summary>
/// <param name="Stacks">Its profile as pprof, or null.</param>
internal sealed record LatestRuns(BaselineKey Key, Measurement Measurement, byte[]? Stacks);
