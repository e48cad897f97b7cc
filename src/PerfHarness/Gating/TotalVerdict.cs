namespace PerfHarness.Gating;

/// <summary>What a whole run takes: its CPU time (samples · period), CPU time per operation, or wall time.</summary>
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
    string Text)
{
    /// <summary>Relative drift of the machine's speed that was allowed for; 0 if both sides were interleaved.</summary>
    public double Drift { get; init; }

    /// <summary>The smallest ratio that would have been detected with high probability.</summary>
    public double MinimumDetectableRatio { get; init; }

    /// <summary>The runs vary so much that ten percent more would not have been seen: the clause that says so, or null.</summary>
    public string? Obstacle { get; init; }

    /// <summary>A stored baseline cannot clear it: only interleaved runs can tell.</summary>
    public bool NeedsConfirmation { get; init; }

    /// <summary>The values are per operation.</summary>
    public bool IsPerOperation { get; init; }
}
