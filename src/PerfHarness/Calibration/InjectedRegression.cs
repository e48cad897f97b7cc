using PerfHarness.Profiles;

namespace PerfHarness.Calibration;

/// <summary>A rise that was put into the counts, and how often the gate found it.</summary>
/// <param name="Share">The function's share without it.</param>
/// <param name="Detected">The build failed, and for that function.</param>
/// <param name="Inconclusive">The gate ended inconclusive: nobody would have been told that all is well.</param>
/// <param name="OtherFailures">The build failed for another function too, or instead.</param>
/// <param name="MeanRuns">Runs a side until the verdict.</param>
internal sealed record InjectedRegression(FunctionName Function, double Share, double Rise, Rate Detected, Rate Inconclusive, Rate OtherFailures, double MeanRuns);
