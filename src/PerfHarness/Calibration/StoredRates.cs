namespace PerfHarness.Calibration;

/// <summary>The two-stage gate's outcomes over many comparisons of identical builds.</summary>
/// <param name="MaximumRuns">Maximum runs per side, of either stage.</param>
/// <param name="Confirmed">Builds that the screen did not clear.</param>
/// <param name="Failed">Of all builds; every failure is a false one.</param>
/// <param name="MeanRuns">Recorded runs in all, of both programs.</param>
/// <param name="MeanMinutes">What these take, or null if that is unknown.</param>
internal sealed record StoredRates(int MaximumRuns, Rate Confirmed, Rate Failed, Rate Inconclusive, double MeanRuns, double? MeanMinutes);
