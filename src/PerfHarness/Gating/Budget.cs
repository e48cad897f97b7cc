using PerfHarness.Formats.Diagnostics;

namespace PerfHarness.Gating;

/// <summary>The most that some functions may take together, whatever they took before. Needs no baseline.</summary>
internal sealed record Budget
{
    /// <param name="atMost">Share of all samples, 0 to 1; 0 is <see cref="Never"/>.</param>
    /// <exception cref="PerfHarnessException">The share is not one.</exception>
    public Budget(FunctionPattern pattern, double atMost)
    {
        ArgumentNullException.ThrowIfNull(pattern);
        if (!(atMost is >= 0 and <= 1))
        {
            throw new PerfHarnessException(DiagnosticCodes.ConfigurationError, FormattableString.Invariant($"the budget of '{pattern}' is {atMost * 100} %"), "A budget is between 0 and 100 %.");
        }

        (Pattern, MaximumShare) = (pattern, atMost);
    }

    public FunctionPattern Pattern { get; }

    /// <summary>Self share of all matching functions together.</summary>
    public double MaximumShare { get; }

    /// <summary>The functions must not appear at all, not even as callers.</summary>
    public bool IsNever => MaximumShare == 0;

    public static Budget Never(FunctionPattern pattern) => new(pattern, 0);
}
