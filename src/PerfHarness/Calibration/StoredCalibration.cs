using PerfHarness.Profiles;

namespace PerfHarness.Calibration;

/// <summary>
/// How the two-stage gate does here: a candidate is screened with a stored baseline, and what that cannot clear is confirmed
/// interleaved. Each session was once the candidate's, and the others the baseline's.
/// </summary>
/// <param name="Sessions">Sessions of the runs; with only one, there is no drift between the baseline and the candidate.</param>
/// <param name="BaselineRuns">Of the stored side, at most.</param>
/// <param name="Rates">Identical builds, by the maximum of runs per side, ascending.</param>
/// <param name="Rises">The smallest rises found, by function.</param>
internal sealed record StoredCalibration(
    int Sessions, int BaselineRuns, IReadOnlyList<StoredRates> Rates, IReadOnlyList<StoredRise> Rises);

/// <summary>The two-stage gate's outcomes over many comparisons of identical builds.</summary>
/// <param name="MaximumRuns">Maximum runs per side, of either stage.</param>
/// <param name="Confirmed">Builds that the screen did not clear.</param>
/// <param name="Failed">Of all builds; every failure is a false one.</param>
/// <param name="MeanRuns">Recorded runs in all, of both programs.</param>
/// <param name="MeanMinutes">What these take, or null if that is unknown.</param>
internal sealed record StoredRates(int MaximumRuns, Rate Confirmed, Rate Failed, Rate Inconclusive, double MeanRuns, double? MeanMinutes);

/// <summary>The smallest rise of a function that the two-stage gate finds reliably.</summary>
/// <param name="Share">The function's share without the rise.</param>
/// <param name="Smallest">By the maximum of runs per side, as in <see cref="StoredCalibration.Rates"/>; null if none that was tried is found.</param>
internal sealed record StoredRise(FunctionName Function, double Share, IReadOnlyList<double?> Smallest);
