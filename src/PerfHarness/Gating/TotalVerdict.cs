namespace PerfHarness.Gating;

/// <summary>The whole program's CPU time (samples · period) in interleaved runs of the same work.</summary>
/// <param name="Before">Geometric mean over the baseline's runs, in <paramref name="Unit"/>.</param>
/// <param name="After">Geometric mean over the candidate's runs.</param>
/// <param name="Ratio">After to before.</param>
/// <param name="ConfidenceInterval">95 % confidence interval of the ratio.</param>
/// <param name="PValue">One-sided p-value of a rise; one test, so it is not adjusted.</param>
/// <param name="IsSlower">Significantly slower, by as much as matters.</param>
/// <param name="IsBorderline">Slower by as much as matters, and more runs could make it significant.</param>
/// <param name="IsDoubtful">Borderline even without more runs: the verdict is inconclusive.</param>
internal sealed record TotalVerdict(
    double Before,
    double After,
    double Ratio,
    (double Low, double High) ConfidenceInterval,
    double PValue,
    bool IsSlower,
    bool IsBorderline,
    bool IsDoubtful,
    bool IsFailure,
    string Unit,
    string Text);
