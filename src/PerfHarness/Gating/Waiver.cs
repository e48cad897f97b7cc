using PerfHarness.Formats.Diagnostics;

namespace PerfHarness.Gating;

/// <summary>A regression that is accepted until a day: reported, but not a failure.</summary>
internal sealed record Waiver
{
    /// <param name="reason">Why it is accepted; required.</param>
    /// <param name="until">The last day on which it is active.</param>
    /// <exception cref="PerfHarnessException">The reason is missing.</exception>
    public Waiver(FunctionPattern pattern, string reason, DateOnly until)
    {
        ArgumentNullException.ThrowIfNull(pattern);
        if (string.IsNullOrWhiteSpace(reason))
        {
            throw new PerfHarnessException(
                DiagnosticCodes.ConfigurationError,
                $"the waiver for '{pattern}' has no reason",
                "Set \"reason\" to why the regression is accepted, and \"until\" to the last day on which it is.");
        }

        (Pattern, Reason, Until) = (pattern, reason, until);
    }

    public FunctionPattern Pattern { get; }

    public string Reason { get; }

    public DateOnly Until { get; }

    public bool IsActiveOn(DateOnly today) => today <= Until;
}
