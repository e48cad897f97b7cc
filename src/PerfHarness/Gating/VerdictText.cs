using System.Globalization;
using PerfHarness.Analysis;
using PerfHarness.Gating.Statistics;

namespace PerfHarness.Gating;

/// <summary>A function's verdict as a sentence.</summary>
internal static class VerdictText
{
    /// <param name="towards">The neighbour that the verdict names, or null.</param>
    /// <param name="callee">The neighbour is called by the function.</param>
    public static string Create(FunctionVerdict v, Waiver? waiver, DateOnly today, FunctionTest? towards, bool callee)
    {
        var change = DescribeChange(v);
        var lapsed = waiver is not null && !waiver.IsActiveOn(today) && v.Outcome is FunctionOutcome.Regressed or FunctionOutcome.New or FunctionOutcome.Borderline
            ? string.Create(CultureInfo.InvariantCulture, $"; its waiver ended on {waiver!.Until:yyyy-MM-dd} ({waiver.Reason})")
            : "";
        return v.Outcome switch
        {
            FunctionOutcome.Regressed => $"{change}{lapsed}",
            FunctionOutcome.New => v.IsFailure ? $"new in this build, {change}{lapsed}" : $"new in this build at {NumberFormatter.FormatShare(v.After)}",
            FunctionOutcome.Borderline => $"{change}: perhaps a regression, more runs would tell{lapsed}",
            FunctionOutcome.Improved => change,
            FunctionOutcome.Moved => $"{change}, and {(callee ? "its callee" : "its caller")} {v.Neighbor?.Name} gave as much ({DescribeNeighbor(towards)}): {DescribeCause(towards, callee)}",
            FunctionOutcome.CostShift => $"{change}, but only because something else got faster: without that it is {NumberFormatter.FormatShare(v.Normalized)}",
            FunctionOutcome.Vanished => v.Neighbor is { } now ? $"gone, it had {NumberFormatter.FormatShare(v.Before)}; perhaps it is {now.Name} now" : $"gone, it had {NumberFormatter.FormatShare(v.Before)}",
            FunctionOutcome.Renamed => $"new at {NumberFormatter.FormatShare(v.After)}, where {v.Neighbor?.Name} with {NumberFormatter.FormatShare(v.Before + (towards?.Before ?? 0))} vanished from the same caller: renamed?",
            FunctionOutcome.Waived => string.Create(CultureInfo.InvariantCulture, $"{change}; waived until {waiver?.Until:yyyy-MM-dd}: {waiver?.Reason}"),
            FunctionOutcome.Ignored => $"{change}; ignored by the policy",
            _ => $"{NumberFormatter.FormatShare(v.Before)} → {NumberFormatter.FormatShare(v.After)}",
        };
    }

    private static string DescribeChange(FunctionVerdict v) => string.Create(
        CultureInfo.InvariantCulture,
        $"self share {NumberFormatter.FormatShare(v.Before)} → {NumberFormatter.FormatShare(v.After)} ({NumberFormatter.FormatShareChange(v.Difference)}, 95 % interval {NumberFormatter.FormatShareChange(v.ConfidenceInterval.Low)} to {NumberFormatter.FormatShareChange(v.ConfidenceInterval.High)}, p {NumberFormatter.FormatProbability(Math.Max(v.PValue, v.NormalizedPValue))}, {v.SharesBefore.Count}+{v.SharesAfter.Count} runs)");

    private static string DescribeNeighbor(FunctionTest? t) => t is { } f ? $"{NumberFormatter.FormatShare(f.Before)} → {NumberFormatter.FormatShare(f.After)}" : "";

    private static string DescribeCause(FunctionTest? neighbour, bool callee) =>
        callee && neighbour is { } f && f.After < 0.1 * f.Before ? "the compiler seems to inline it now"
        : callee ? "time moved up from it"
        : "time moved down from it, as when a call is no longer inlined or code was moved into a method of its own";
}
