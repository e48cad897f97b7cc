using System.Globalization;
using PerfHarness.Analysis;
using PerfHarness.Gating.Statistics;

namespace PerfHarness.Gating;

/// <summary>A function's verdict as a sentence.</summary>
internal static class VerdictText
{
    /// <param name="neighbor">The function that the verdict names as renamed or as the source of the time, or null.</param>
    /// <param name="isCallee">The neighbor is called by the function.</param>
    public static string Create(FunctionVerdict v, Waiver? waiver, DateOnly today, FunctionTest? neighbor, bool isCallee)
    {
        var change = DescribeChange(v);
        var isRise = v.Outcome is FunctionOutcome.Regressed or FunctionOutcome.New or FunctionOutcome.Borderline;
        var expiredNote = isRise && waiver?.IsActiveOn(today) == false ? $"; its waiver expired on {FormatDay(waiver.Until)} ({waiver.Reason})" : "";
        return v.Outcome switch
        {
            FunctionOutcome.Regressed => $"{change}{expiredNote}",
            FunctionOutcome.New when v.IsFailure => $"new in this build, {change}{expiredNote}",
            FunctionOutcome.New => $"new in this build at {NumberFormatter.FormatShare(v.After)}",
            FunctionOutcome.Borderline => $"{change}: possibly a regression; more runs are needed to decide{expiredNote}",
            FunctionOutcome.Improved => change,
            FunctionOutcome.Moved => $"{change}, and {DescribeMove(v, neighbor, isCallee)}",
            FunctionOutcome.CostShift =>
                $"{change}, but only because other code got faster: {NumberFormatter.FormatShare(v.Normalized)} without that",
            FunctionOutcome.Vanished =>
                $"gone (was {NumberFormatter.FormatShare(v.Before)}){(v.Neighbor is { } newName ? $"; possibly renamed to {newName.Name}" : "")}",
            FunctionOutcome.Renamed => DescribeRename(v, neighbor),
            FunctionOutcome.Waived => $"{change}; waived until {FormatDay(waiver!.Until)}: {waiver.Reason}",
            FunctionOutcome.Ignored => $"{change}; ignored by the policy",
            _ => DescribeShares(v.Before, v.After),
        };
    }

    private static string DescribeChange(FunctionVerdict v)
    {
        var (low, high) = (NumberFormatter.FormatShareChange(v.ConfidenceInterval.Low), NumberFormatter.FormatShareChange(v.ConfidenceInterval.High));
        var runs = string.Create(CultureInfo.InvariantCulture, $"{v.SharesBefore.Count}+{v.SharesAfter.Count} runs");
        return $"self share {DescribeShares(v.Before, v.After)} ({NumberFormatter.FormatShareChange(v.Difference)}, "
            + $"95 % confidence interval {low} to {high}, adjusted p {NumberFormatter.FormatProbability(v.AdjustedPValue)}, {runs})";
    }

    private static string DescribeShares(double before, double after) =>
        $"{NumberFormatter.FormatShare(before)} → {NumberFormatter.FormatShare(after)}";

    private static string DescribeMove(FunctionVerdict v, FunctionTest? neighbor, bool isCallee)
    {
        var shares = neighbor is { } test ? DescribeShares(test.Before, test.After) : "";
        var cause = isCallee && neighbor is { } callee && callee.After < 0.1 * callee.Before ? "it is probably inlined now"
            : isCallee ? "time moved from the callee to its caller"
            : "time moved from the caller, as when a call is no longer inlined or code was extracted into a method";
        return $"{(isCallee ? "its callee" : "its caller")} {v.Neighbor?.Name} lost as much ({shares}): {cause}";
    }

    private static string DescribeRename(FunctionVerdict v, FunctionTest? vanished) =>
        $"new at {NumberFormatter.FormatShare(v.After)}, while {v.Neighbor?.Name} "
        + $"with {NumberFormatter.FormatShare(v.Before + (vanished?.Before ?? 0))} vanished from the same caller: possibly renamed";

    private static string FormatDay(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
