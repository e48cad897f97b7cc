using PerfHarness.Profiles;

namespace PerfHarness.Calibration;

/// <summary>A rise that was added to the counts, and how often the gate detected it.</summary>
/// <param name="Share">The function's share without the rise.</param>
/// <param name="Detected">Splits that failed for this function.</param>
/// <param name="Inconclusive">Splits that were inconclusive.</param>
/// <param name="OtherFailures">Splits that failed for another function.</param>
/// <param name="MeanRuns">Runs per side until the verdict.</param>
internal sealed record InjectedRegression(
    FunctionName Function, double Share, double Rise, Rate Detected, Rate Inconclusive, Rate OtherFailures, double MeanRuns);
