using PerfHarness.Profiles;

namespace PerfHarness.Gating;

/// <summary>The verdict on one function, with all that it is based on. Shares are 0 to 1 of the samples that count.</summary>
public sealed record FunctionVerdict
{
    internal FunctionVerdict()
    {
    }

    /// <summary>The function.</summary>
    public required FunctionName Name { get; init; }

    /// <summary>What happened to it.</summary>
    public required FunctionOutcome Outcome { get; init; }

    /// <summary>It makes the verdict a failure.</summary>
    public bool IsFailure { get; init; }

    /// <summary>It was tested: its mean share is at least 0.2 %.</summary>
    public required bool IsTested { get; init; }

    /// <summary>Mean self share over the baseline's runs.</summary>
    public required double Before { get; init; }

    /// <summary>Mean self share over the candidate's runs.</summary>
    public required double After { get; init; }

    /// <summary><see cref="After"/> without the common factor.</summary>
    public required double Normalized { get; init; }

    /// <summary>95 % confidence interval of the difference of the shares.</summary>
    public required (double Low, double High) ConfidenceInterval { get; init; }

    /// <summary>One-sided p-value of the share's rise, not adjusted.</summary>
    public required double PValue { get; init; }

    /// <summary>One-sided p-value of the rise that is left without the common factor, not adjusted.</summary>
    public required double NormalizedPValue { get; init; }

    /// <summary>
    /// The p-value that decides: the larger of <see cref="PValue"/> and <see cref="NormalizedPValue"/>, adjusted for the
    /// functions tested at once (multiplied by their number, at most 1). Texts and tables show this one.
    /// </summary>
    public required double AdjustedPValue { get; init; }

    /// <summary>Smallest rise that these runs would have detected, never below the threshold.</summary>
    public required double MinimumDetectableRise { get; init; }

    /// <summary>Smallest rise that matters for this function.</summary>
    public required double MinimumRise { get; init; }

    /// <summary>Variance between runs, relative to the binomial variance.</summary>
    public required double Dispersion { get; init; }

    /// <summary>Relative drift of its share that was allowed for, which more runs do not average away.</summary>
    public required double Drift { get; init; }

    /// <summary>Degrees of freedom of the t distribution that the p-values come from.</summary>
    public required double DegreesOfFreedom { get; init; }

    /// <summary>Self share by run.</summary>
    public required IReadOnlyList<double> SharesBefore { get; init; }

    /// <summary>Self share in each of the candidate's runs.</summary>
    public required IReadOnlyList<double> SharesAfter { get; init; }

    /// <summary>Total share over all runs, or null if stacks are unknown.</summary>
    public double? TotalBefore { get; init; }

    /// <summary>Total share over all of the candidate's runs, or null if stacks are not known.</summary>
    public double? TotalAfter { get; init; }

    /// <summary>Where the time came from (moved) or what it was called before (renamed).</summary>
    public FunctionName? Neighbor { get; init; }

    /// <summary>Where the function is defined, or null if that is not known.</summary>
    public SourcePosition? Source { get; init; }

    /// <summary>What a stored baseline leaves possible; null if it did not screen the build.</summary>
    internal ScreenedRise? Screened { get; init; }

    /// <summary>It may have risen, and would fail if it had: only interleaved runs can tell.</summary>
    internal bool NeedsConfirmation { get; init; }

    /// <summary>The verdict in one sentence.</summary>
    public required string Text { get; init; }

    /// <summary>Change of the mean self share: 0.01 is one percentage point.</summary>
    public double Difference => After - Before;
}
