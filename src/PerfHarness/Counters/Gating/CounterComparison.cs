namespace PerfHarness.Counters.Gating;

/// <summary>One counter on both sides.</summary>
/// <param name="Before">The baseline's; null if it has none.</param>
/// <param name="After">The candidate's; null if it has none.</param>
internal sealed record CounterComparison(string Event, string Unit, Counter? Before, Counter? After)
{
    public CounterOutcome Outcome { get; init; }

    /// <summary>What it is judged by; null if it is not.</summary>
    public CounterRule? Rule { get; init; }

    /// <summary>Relative change of the means; NaN where there is nothing to compare with.</summary>
    public double Change { get; init; } = double.NaN;

    /// <summary>Bounds of its 95 % confidence interval.</summary>
    public (double Low, double High) Interval { get; init; } = (double.NaN, double.NaN);

    /// <summary>Probability of such counts if it had risen by no more than the limit, multiplied for all that are judged.</summary>
    public double AdjustedP { get; init; } = double.NaN;

    /// <summary>Relative rise that such runs show in four of five cases.</summary>
    public double DetectableRise { get; init; } = double.NaN;
}
