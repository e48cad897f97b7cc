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
