namespace PerfHarness.Baselines;

/// <summary>A verdict that was given on a benchmark, as its history keeps it.</summary>
/// <param name="Fingerprint">Of the machine that judged.</param>
/// <param name="Commit">Of the candidate, or empty.</param>
/// <param name="Outcome">As in <c>pass</c>.</param>
/// <param name="Evidence">What the verdict is based on: screened, confirmed, stored baseline, interleaved or budgets.</param>
/// <param name="Seconds">From the first warm-up to the verdict.</param>
/// <param name="Function">The function that failed or rose most, or empty.</param>
/// <param name="Change">Of its share; 0.01 is a percentage point.</param>
internal sealed record VerdictHistoryEntry(
    DateTimeOffset Time, string Bench, string Fingerprint, string? Pin, string Commit,
    string Outcome, string Evidence, int BaselineRuns, int CandidateRuns,
    double Seconds, string Function, double Change, double AdjustedPValue);
