using System.Globalization;
using PerfHarness.Gating.Statistics;

namespace PerfHarness.Gating;

/// <summary>A function's verdict as a sentence.</summary>
internal static class VerdictText
{
    /// <param name="towards">The neighbour that the verdict names, or null.</param>
    /// <param name="callee">The neighbour is called by the function.</param>
    public static string Of(FunctionVerdict v, Waiver? waiver, DateOnly today, FunctionTest? towards, bool callee)
    {
        var change = Change(v);
        var lapsed = waiver is not null && !waiver.HoldsOn(today) && v.Outcome is FunctionOutcome.Regressed or FunctionOutcome.New or FunctionOutcome.AtTheBar
            ? string.Create(CultureInfo.InvariantCulture, $"; its waiver ended on {waiver!.Until:yyyy-MM-dd} ({waiver.Reason})")
            : "";
        return v.Outcome switch
        {
            FunctionOutcome.Regressed => $"{change}{lapsed}",
            FunctionOutcome.New => v.Fails ? $"new in this build, {change}{lapsed}" : $"new in this build at {Share(v.After)}",
            FunctionOutcome.AtTheBar => $"{change}: perhaps a regression, more runs would tell{lapsed}",
            FunctionOutcome.Improved => change,
            FunctionOutcome.Moved => $"{change}, and {(callee ? "its callee" : "its caller")} {v.Neighbour?.Name} gave as much ({Towards(towards)}): {Cause(towards, callee)}",
            FunctionOutcome.ShareOnly => $"{change}, but only because something else got faster: without that it is {Share(v.Normalised)}",
            FunctionOutcome.Vanished => v.Neighbour is { } now ? $"gone, it had {Share(v.Before)}; perhaps it is {now.Name} now" : $"gone, it had {Share(v.Before)}",
            FunctionOutcome.Renamed => $"new at {Share(v.After)}, where {v.Neighbour?.Name} with {Share(v.Before + (towards?.Before ?? 0))} vanished from the same caller: renamed?",
            FunctionOutcome.Waived => string.Create(CultureInfo.InvariantCulture, $"{change}; waived until {waiver?.Until:yyyy-MM-dd}: {waiver?.Reason}"),
            FunctionOutcome.Ignored => $"{change}; ignored by the policy",
            _ => $"{Share(v.Before)} → {Share(v.After)}",
        };
    }

    public static string Share(double share) => share.ToString("0.00 %", CultureInfo.InvariantCulture);

    /// <summary>A difference of shares in percentage points, with its sign.</summary>
    public static string Points(double difference) => (100 * difference).ToString("+0.00;-0.00;0.00", CultureInfo.InvariantCulture) + " pp";

    public static string Probability(double p) => p.ToString(p is >= 0.001 or 0 ? "0.###" : "0.#e-0", CultureInfo.InvariantCulture);

    private static string Change(FunctionVerdict v) => string.Create(
        CultureInfo.InvariantCulture,
        $"self share {Share(v.Before)} → {Share(v.After)} ({Points(v.Difference)}, 95 % interval {Points(v.Interval.Low)} to {Points(v.Interval.High)}, p {Probability(Math.Max(v.PShare, v.PNormalised))}, {v.RunsBefore.Count}+{v.RunsAfter.Count} runs)");

    private static string Towards(FunctionTest? t) => t is { } f ? $"{Share(f.Before)} → {Share(f.After)}" : "";

    private static string Cause(FunctionTest? neighbour, bool callee) =>
        callee && neighbour is { } f && f.After < 0.1 * f.Before ? "the compiler seems to inline it now"
        : callee ? "time moved up from it"
        : "time moved down from it, as when a call is no longer inlined or code was moved into a method of its own";
}
