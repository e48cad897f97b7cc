using System.Globalization;
using System.Text;
using PerfHarness.Analysis;
using PerfHarness.Profiles;

namespace PerfHarness.Gating;

/// <summary>Everything that the gate knew about one function, in sentences.</summary>
internal static class VerdictExplainer
{
    public static string Explain(GateVerdict verdict, FunctionName name)
    {
        if (verdict.Find(name) is not { } f)
        {
            return verdict.Compared
                ? $"{name} was not judged: it has less than 0.2 % of the samples on both sides, or does not occur in the profiles."
                : $"Nothing was compared: {string.Join("; ", verdict.Reasons)}.";
        }

        List<string> lines =
        [
            $"{name}: {GetTitle(f)}.",
            $"{f.Text}.",
            $"Self share by run before: {FormatShares(f.SharesBefore)}.",
            $"Self share by run after:  {FormatShares(f.SharesAfter)}.",
        ];
        if (f is { TotalBefore: { } before, TotalAfter: { } after })
        {
            lines.Add($"Total share, with callees: {NumberFormatter.FormatShare(before)} → {NumberFormatter.FormatShare(after)}.");
        }

        if (verdict.IsPaired)
        {
            lines.Add("The two runs of each pair have much in common, so that their differences are tested: what follows is without it.");
        }

        lines.Add(Format($"Its variance between runs is {f.Dispersion:0.##} times the binomial variance ")
            + Format($"(typical here: {verdict.TypicalDispersion:0.##}); ")
            + Format($"the test has {f.DegreesOfFreedom:0.#} degrees of freedom."));
        lines.Add(DescribeDrift(verdict, f));
        if (verdict.ObservedDrift?.Describe() is { } observed)
        {
            lines.Add($"Over all functions, {observed}{DescribeKinds(verdict.ObservedDrift)}.");
        }

        if (f.Screened is { } screened)
        {
            lines.Add(DescribeScreen(f, screened));
        }

        lines.Add(Format($"Most shares changed by a common factor of {verdict.CommonFactor:0.000}; without it, the function's share is ")
            + $"{NumberFormatter.FormatShare(f.Normalized)} ({NumberFormatter.FormatShareChange(f.Normalized - f.Before)}).");
        lines.Add(DescribePValues(verdict, f));
        lines.Add($"With these runs, a rise of {NumberFormatter.FormatShareChange(f.MinimumDetectableRise)} or more would have been detected.");
        if (f.Source is { } source)
        {
            lines.Add($"It is defined at {source}.");
        }

        return string.Join('\n', lines);
    }

    private static string DescribeDrift(GateVerdict verdict, FunctionVerdict f)
    {
        var drift = NumberFormatter.FormatShare(f.Drift);
        return verdict.Interleaved
            ? $"Both sides were recorded interleaved: a drift of {drift} of its share is allowed for."
            : Format($"The stored baseline has {verdict.SessionDrift.Sessions} session{(verdict.SessionDrift.Sessions == 1 ? "" : "s")}: ")
                + $"a drift of {drift} of its share between sessions is allowed for, which more runs do not reduce.";
    }

    private static string DescribeKinds(ObservedDrift drift) => drift.ByKind is { Count: > 1 } kinds
        ? $" ({string.Join(", ", kinds.Select(k => $"{k.Kind} {NumberFormatter.FormatShare(k.Drift)}"))})"
        : "";

    private static string DescribeScreen(FunctionVerdict f, ScreenedRise screened) =>
        $"Screened against the stored baseline: it has risen by {NumberFormatter.FormatShareChange(screened.Bound)} at most, with a drift of "
        + $"{NumberFormatter.FormatShare(screened.Drift)} of its share allowed for; below {NumberFormatter.FormatShareChange(screened.Limit)} "
        + $"it is clear{(f.NeedsConfirmation ? ", and this has to be confirmed" : "")}.";

    private static string DescribePValues(GateVerdict verdict, FunctionVerdict f) =>
        $"Unadjusted p of the rise: {NumberFormatter.FormatProbability(f.PValue)}; "
        + $"without the common factor: {NumberFormatter.FormatProbability(f.NormalizedPValue)}. "
        + Format($"Adjusted p, for the {verdict.FamilySize} functions tested: {NumberFormatter.FormatProbability(f.AdjustedPValue)}. ")
        + $"A failure requires an adjusted p of at most {NumberFormatter.FormatProbability(verdict.Plan.Alpha)} "
        + $"and a rise of at least {NumberFormatter.FormatShareChange(f.MinimumRise)}.";

    private static string Format(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private static string FormatShares(IReadOnlyList<double> shares) => string.Join(", ", shares.Select(NumberFormatter.FormatShare));

    private static string GetTitle(FunctionVerdict f) => f.Outcome switch
    {
        FunctionOutcome.Regressed => f.IsFailure ? "regressed" : "regressed, but not a failure under this policy",
        FunctionOutcome.Borderline => "borderline",
        FunctionOutcome.Improved => "improved",
        FunctionOutcome.Moved => "time moved to it from a caller or callee",
        FunctionOutcome.CostShift => "cost shift: a larger share of a cheaper total",
        FunctionOutcome.New => f.IsFailure ? "new and large" : "new",
        FunctionOutcome.Vanished => "vanished",
        FunctionOutcome.Renamed => "possibly renamed",
        FunctionOutcome.Waived => "regressed, waived",
        FunctionOutcome.Ignored => "regressed, ignored",
        _ => "no relevant change",
    };
}
