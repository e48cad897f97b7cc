using PerfHarness.Formats.Diagnostics;

namespace PerfHarness.Gating;

/// <summary>A regression that is accepted for a while: told, but not a failure until the day it ends.</summary>
internal sealed record Waiver
{
    /// <param name="reason">Why; obligatory.</param>
    /// <param name="until">The last day on which it holds.</param>
    /// <exception cref="PerfHarnessException">The reason is missing.</exception>
    public Waiver(FunctionPattern pattern, string reason, DateOnly until)
    {
        ArgumentNullException.ThrowIfNull(pattern);
        if (string.IsNullOrWhiteSpace(reason))
        {
            throw new PerfHarnessException(DiagnosticCodes.ConfigurationError, $"the waiver of '{pattern}' has no reason", "Say in \"reason\" why the regression is accepted, and in \"until\" when that ends.");
        }

        (Pattern, Reason, Until) = (pattern, reason, until);
    }

    public FunctionPattern Pattern { get; }

    public string Reason { get; }

    public DateOnly Until { get; }

    public bool IsActiveOn(DateOnly today) => today <= Until;
}
