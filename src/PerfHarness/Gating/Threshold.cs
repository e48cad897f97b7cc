using PerfHarness.Formats.Diagnostics;

namespace PerfHarness.Gating;

/// <summary>The smallest rise that matters, for some functions.</summary>
internal sealed record Threshold
{
    /// <param name="minimumRise">Share, 0 to 1: 0.01 is one percentage point.</param>
    /// <exception cref="PerfHarnessException">The rise is out of range.</exception>
    public Threshold(FunctionPattern pattern, double minimumRise)
    {
        ArgumentNullException.ThrowIfNull(pattern);
        if (!(minimumRise is > 0 and <= 1))
        {
            throw new PerfHarnessException(
                DiagnosticCodes.ConfigurationError,
                FormattableString.Invariant($"the threshold of '{pattern}' is {minimumRise * 100} percentage points, which is out of range"),
                "A threshold must be above 0 and at most 100 percentage points.");
        }

        (Pattern, MinimumRise) = (pattern, minimumRise);
    }

    public FunctionPattern Pattern { get; }

    public double MinimumRise { get; }
}
