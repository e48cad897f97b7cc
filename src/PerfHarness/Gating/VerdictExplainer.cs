using System.Globalization;
using System.Text;
using PerfHarness.Analysis;
using PerfHarness.Profiles;

namespace PerfHarness.Gating;

/// <summary>Tells everything that the gate knew about one function.</summary>
internal static class VerdictExplainer
{
    public static string Explain(GateVerdict verdict, FunctionName name)
    {
        if (verdict.Find(name) is not { } f)
        {
            return verdict.Compared
                ? $"{name} has less than 0.2 % of the samples on both sides, or is not in the profiles: it was not judged."
                : $"Nothing was compared: {string.Join("; ", verdict.Reasons)}.";
        }

        var text = new StringBuilder();
        AppendLine(text, $"{name}: {GetTitle(f)}.");
        AppendLine(text, $"{f.Text}.");
        AppendLine(text, $"Self share by run before: {FormatShares(f.SharesBefore)}.");
        AppendLine(text, $"Self share by run after:  {FormatShares(f.SharesAfter)}.");
        if (f is { TotalBefore: { } before, TotalAfter: { } after })
        {
            AppendLine(text, $"With what it calls: {NumberFormatter.FormatShare(before)} → {NumberFormatter.FormatShare(after)}.");
        }

        AppendLine(text, $"Its share varies from run to run with {f.Dispersion:0.##} times the variance that sampling alone would give (typical here: {verdict.TypicalDispersion:0.##}); the test has {f.DegreesOfFreedom:0.#} degrees of freedom.");
        AppendLine(text, $"{(verdict.Interleaved ? "Both sides were recorded together" : string.Create(CultureInfo.InvariantCulture, $"The baseline was stored, from {verdict.SessionDrift.Sessions} session{(verdict.SessionDrift.Sessions == 1 ? "" : "s")}"))}: {NumberFormatter.FormatShare(f.Drift)} of its share is taken for noise that more runs do not average away.");
        AppendLine(text, $"Most shares changed by the factor {verdict.CommonFactor:0.000}; without it the function has {NumberFormatter.FormatShare(f.Normalized)} ({NumberFormatter.FormatShareChange(f.Normalized - f.Before)}).");
        AppendLine(text, $"p of the rise: {NumberFormatter.FormatProbability(f.PValue)}; without the common factor: {NumberFormatter.FormatProbability(f.NormalizedPValue)}; times the {verdict.FamilySize} functions tested: {NumberFormatter.FormatProbability(f.AdjustedPValue)}. A failure needs at most {NumberFormatter.FormatProbability(verdict.Plan.Alpha)} and a rise of at least {NumberFormatter.FormatShareChange(f.MinimumRise)}.");
        AppendLine(text, $"These runs would have shown a rise of {NumberFormatter.FormatShareChange(f.MinimumDetectableRise)} or more.");
        if (f.Source is { } source)
        {
            AppendLine(text, $"It is defined at {source}.");
        }

        return text.ToString().TrimEnd('\n');
    }

    private static void AppendLine(StringBuilder text, FormattableString line) => text.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');

    private static string FormatShares(IReadOnlyList<double> shares) => string.Join(", ", shares.Select(NumberFormatter.FormatShare));

    private static string GetTitle(FunctionVerdict f) => f.Outcome switch
    {
        FunctionOutcome.Regressed => f.IsFailure ? "regressed" : "regressed, but the policy does not fail on it",
        FunctionOutcome.Borderline => "at the bar",
        FunctionOutcome.Improved => "improved",
        FunctionOutcome.Moved => "time moved to it from a neighbour",
        FunctionOutcome.CostShift => "a larger share of a cheaper whole",
        FunctionOutcome.New => f.IsFailure ? "new and large" : "new",
        FunctionOutcome.Vanished => "vanished",
        FunctionOutcome.Renamed => "renamed?",
        FunctionOutcome.Waived => "regressed, waived",
        FunctionOutcome.Ignored => "regressed, ignored",
        _ => "no change that matters",
    };
}
