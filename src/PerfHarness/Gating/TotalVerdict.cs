namespace PerfHarness.Gating;

/// <summary>The whole program's CPU time (samples · period) in interleaved runs of the same work.</summary>
/// <param name="Before">Geometric mean over the baseline's runs, in <paramref name="Unit"/>.</param>
/// <param name="After">Geometric mean over the candidate's runs.</param>
/// <param name="Ratio">After to before.</param>
/// <param name="Interval">95 % interval of the ratio.</param>
/// <param name="P">One-sided p of a rise.</param>
/// <param name="Slower">Slower beyond doubt and by as much as matters.</param>
/// <param name="AtTheBar">Slower by as much as matters, and more runs could put it beyond doubt.</param>
/// <param name="Doubtful">So much so that without more runs nobody can call it fine.</param>
public sealed record TotalVerdict(
    double Before,
    double After,
    double Ratio,
    (double Low, double High) Interval,
    double P,
    bool Slower,
    bool AtTheBar,
    bool Doubtful,
    bool Fails,
    string Unit,
    string Text);
