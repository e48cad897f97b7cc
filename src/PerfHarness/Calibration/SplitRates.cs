namespace PerfHarness.Calibration;

/// <summary>What the gate said of many A/A splits of one kind. Whatever failed, failed falsely.</summary>
/// <param name="Plan">How the runs were dealt.</param>
/// <param name="BaselineRuns">Of the last look.</param>
/// <param name="CandidateRuns">Of the last look.</param>
/// <param name="Failed">Splits that failed.</param>
/// <param name="Inconclusive">Splits that the gate left open at the last look.</param>
/// <param name="Warned">Splits that passed with a warning, such as time that moved to a neighbour.</param>
/// <param name="MeanRuns">Runs a side until the verdict.</param>
/// <param name="Functions">Functions that failed, most often first.</param>
internal sealed record SplitRates(
    SplitPlan Plan,
    int BaselineRuns,
    int CandidateRuns,
    Rate Failed,
    Rate Inconclusive,
    Rate Warned,
    double MeanRuns,
    IReadOnlyList<(string Function, int Times)> Functions);
