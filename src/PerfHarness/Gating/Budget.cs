using PerfHarness.Formats.Diagnostics;

namespace PerfHarness.Gating;

/// <summary>The maximum share that some functions may have together, independent of any baseline.</summary>
internal sealed record Budget
{
    /// <param name="maximumShare">Share of all samples, 0 to 1; 0 is <see cref="Never"/>.</param>
    /// <exception cref="PerfHarnessException">The share is out of range.</exception>
    public Budget(FunctionPattern pattern, double maximumShare)
    {
        ArgumentNullException.ThrowIfNull(pattern);
        if (!(maximumShare is >= 0 and <= 1))
        {
            throw new PerfHarnessException(
                DiagnosticCodes.ConfigurationError,
                FormattableString.Invariant($"the budget of '{pattern}' is {maximumShare * 100} %, which is out of range"),
                "A budget must be between 0 and 100 %.");
        }

        (Pattern, MaximumShare) = (pattern, maximumShare);
    }

    public FunctionPattern Pattern { get; }

    /// <summary>Self share of all matching functions together.</summary>
    public double MaximumShare { get; }

    /// <summary>The functions must not appear at all, not even as callers.</summary>
    public bool IsNever => MaximumShare == 0;

    public static Budget Never(FunctionPattern pattern) => new(pattern, 0);
}
