namespace PerfHarness.Calibration;

/// <summary>The gate's outcomes over many A/A splits of one kind. Every failure is a false one.</summary>
/// <param name="Plan">How the runs were split.</param>
/// <param name="BaselineRuns">At the last look.</param>
/// <param name="CandidateRuns">At the last look.</param>
/// <param name="Failed">Splits that failed.</param>
/// <param name="Inconclusive">Splits that were inconclusive at the last look.</param>
/// <param name="Warned">Splits that passed with a warning, such as time that moved to a neighbor.</param>
/// <param name="MeanRuns">Runs per side until the verdict.</param>
/// <param name="Functions">Functions that failed, the most frequent first.</param>
internal sealed record SplitRates(
    SplitPlan Plan,
    int BaselineRuns,
    int CandidateRuns,
    Rate Failed,
    Rate Inconclusive,
    Rate Warned,
    double MeanRuns,
    IReadOnlyList<(string Function, int Times)> Functions);
