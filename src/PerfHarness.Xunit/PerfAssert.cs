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
    /// <param name="share">0 to 1: 0.05 is 5 %.</param>
    public static void MaxSelfShare(PerfRun profile, string pattern, double share)
    {
        ArgumentNullException.ThrowIfNull(profile);
        if (profile.Profile is null)
        {
            WithinBaseline(profile);
        }

        var found = profile.SelfShare(pattern);
        if (found > share)
        {
            throw new PerfGateException(
                $"{profile.Name}: '{pattern}' has a self share of {NumberFormatter.FormatShare(found)}, "
                + $"more than {NumberFormatter.FormatShare(share)}.");
        }
    }
}
