using System.Globalization;
using PerfHarness.Analysis;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Measurements;

namespace PerfHarness.Gating.Outlook;

/// <summary>Whether runs are fit to be a baseline: whether any later run could be judged against them, and how well.</summary>
internal static class AcceptanceCheck
{
    /// <summary>
    /// An error where no later run could be judged against them, so that they must not be accepted; a warning where only large
    /// rises could be found; otherwise null.
    /// </summary>
    /// <param name="bench">Name of the benchmark.</param>
    /// <param name="existingRuns">Runs that these are added to.</param>
    /// <param name="isForced">They are accepted all the same: an error is only a warning.</param>
    public static Diagnostic? FindProblem(string bench, Measurement runs, GatePolicy policy, int existingRuns = 0, bool isForced = false)
    {
        ArgumentNullException.ThrowIfNull(runs);
        ArgumentNullException.ThrowIfNull(policy);
        if (runs.Counts.Runs.Count == 0)
        {
            return null;
        }

        var outlook = new BaselineOutlook(runs.Counts, policy);
        var (fewest, recommended) = (outlook.Samples[0], Math.Max(GatePolicy.RecommendedSamples, policy.MinimumSamples));
        var total = existingRuns + outlook.Samples.Count;
        if (fewest < policy.MinimumSamples)
        {
            return new Diagnostic(
                DiagnosticCodes.ShortBaseline,
                isForced ? Severity.Warning : Severity.Error,
                $"{bench}: runs of {NumberFormatter.FormatCount(fewest)} samples are too short to judge: "
                    + $"{DescribeWork(fewest, policy.MinimumSamples)}"
                    + $"{(recommended > policy.MinimumSamples ? $"; {DescribeWork(fewest, recommended, isRecommended: true)}" : "")}.",
                isForced ? "They were accepted because of --force."
                    : "Let each run do more work, or raise --frequency; --force accepts them all the same.");
        }

        var isShort = fewest < recommended;
        if (!isShort && total >= GatePolicy.MinimumRuns)
        {
            return null;
        }

        var size = string.Create(CultureInfo.InvariantCulture, $"{total} run{(total == 1 ? "" : "s")}");
        var rise = NumberFormatter.FormatShareChange(outlook.ComputeInterleavedRise(GatePolicy.MinimumRuns));
        return new Diagnostic(
            DiagnosticCodes.ShortBaseline,
            Severity.Warning,
            (isShort
                ? $"{bench}: with runs of {NumberFormatter.FormatCount(fewest)} samples, "
                    + string.Create(CultureInfo.InvariantCulture,
                        $"{GatePolicy.MinimumRuns}+{GatePolicy.MinimumRuns} runs find only rises of {rise} ")
                    + string.Create(CultureInfo.InvariantCulture, $"or more in a function of {BaselineOutlook.TypicalShare:0 %}: ")
                    + $"{DescribeWork(fewest, recommended, isRecommended: true)}."
                : $"{bench}: a baseline of {size} cannot be judged against.")
            + (isShort && total < GatePolicy.MinimumRuns ? $" A baseline of {size} cannot be judged against." : ""),
            total < GatePolicy.MinimumRuns
                ? string.Create(CultureInfo.InvariantCulture, $"Accept at least {GatePolicy.MinimumRuns} runs.")
                : "Let each run do more work, or raise --frequency.");
    }

    private static string DescribeWork(long available, long samples, bool isRecommended = false) =>
        $"{BaselineOutlook.FormatWorkFactor(available, samples)} the work gives {(isRecommended ? "the recommended " : "")}"
        + NumberFormatter.FormatCount(samples);
}
