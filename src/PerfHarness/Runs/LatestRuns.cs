using PerfHarness.Baselines;
using PerfHarness.Measurements;

namespace PerfHarness.Runs;

/// <summary>The latest runs of a benchmark, as a baseline would have them.</summary>
/// <param name="Stacks">Its profile as pprof, or null.</param>
/// <param name="Program">The files of the program when it was recorded; null if it has none of its own.</param>
internal sealed record LatestRuns(BaselineKey Key, Measurement Measurement, byte[]? Stacks, ProgramManifest? Program);
