using PerfHarness.Formats.Diagnostics;

namespace PerfHarness.Gating;

/// <summary>Another smallest rise that matters, for some functions.</summary>
internal sealed record Threshold
{
    /// <param name="tau">Share, 0 to 1: 0.01 is one percentage point.</param>
    /// <exception cref="PerfHarnessException">The share is not one.</exception>
    public Threshold(FunctionPattern pattern, double tau)
    {
        ArgumentNullException.ThrowIfNull(pattern);
        if (!(tau is > 0 and <= 1))
        {
            throw new PerfHarnessException(DiagnosticCodes.ConfigurationError, FormattableString.Invariant($"the threshold of '{pattern}' is {tau * 100} percentage points"), "A threshold is above 0 and at most 100.");
        }

        (Pattern, MinimumRise) = (pattern, tau);
    }

    public FunctionPattern Pattern { get; }

    public double MinimumRise { get; }
}
