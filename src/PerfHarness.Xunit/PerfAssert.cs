using PerfHarness.Analysis;

namespace PerfHarness;

/// <summary>Assertions on what a <see cref="PerfRun"/> has measured.</summary>
public static class PerfAssert
{
    /// <summary>Fails if a function has regressed against the baseline; skips the test if that cannot be decided.</summary>
    public static void WithinBaseline(PerfRun profile)
    {
        ArgumentNullException.ThrowIfNull(profile);
        GateReporter.Report(profile.Outcome, profile.Message, profile.Files);
    }

    /// <summary>Fails if the matching functions together have more than this share of the samples.</summary>
    /// <param name="pattern"><c>*</c> matches any text, <c>?</c> one character.</param>
    /// <param name="percent">Share of all samples in percent, 0 to 100.</param>
    public static void MaxSelfShare(PerfRun profile, string pattern, double percent)
    {
        ArgumentNullException.ThrowIfNull(profile);
        if (!(percent is >= 0 and <= 100))
        {
            throw new ArgumentOutOfRangeException(nameof(percent), percent, "A self share is 0 to 100 %.");
        }

        if (profile.Profile is null)
        {
            WithinBaseline(profile);
        }

        var found = profile.SelfShare(pattern);
        if (found > percent / 100)
        {
            throw new PerfGateException(
                $"{profile.Name}: '{pattern}' has a self share of {NumberFormatter.FormatShare(found)}, "
                + $"more than {NumberFormatter.FormatShare(percent / 100)}.");
        }
    }
}
