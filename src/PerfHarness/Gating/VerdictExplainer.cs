using System.Globalization;
using System.Text;
using PerfHarness.Profiles;

namespace PerfHarness.Gating;

/// <summary>Tells everything that the gate knew about one function.</summary>
internal static class VerdictExplainer
{
    public static string Of(GateVerdict verdict, FunctionName name)
    {
        if (verdict.Find(name) is not { } f)
        {
            return verdict.Compared
                ? $"{name} has less than 0.2 % of the samples on both sides, or is not in the profiles: it was not judged."
                : $"Nothing was compared: {string.Join("; ", verdict.Reasons)}.";
        }

        var text = new StringBuilder();
        Line(text, $"{name}: {Title(f)}.");
        Line(text, $"{f.Text}.");
        Line(text, $"Self share by run before: {Runs(f.RunsBefore)}.");
        Line(text, $"Self share by run after:  {Runs(f.RunsAfter)}.");
        if (f is { TotalBefore: { } before, TotalAfter: { } after })
        {
            Line(text, $"With what it calls: {VerdictText.Share(before)} → {VerdictText.Share(after)}.");
        }

        Line(text, $"Its share varies from run to run with {f.Dispersion:0.##} times the variance that sampling alone would give (typical here: {verdict.TypicalDispersion:0.##}); the test has {f.DegreesOfFreedom:0.#} degrees of freedom.");
        Line(text, $"{(verdict.Interleaved ? "Both sides were recorded together" : string.Create(CultureInfo.InvariantCulture, $"The baseline was stored, from {verdict.Noise.Sessions} session{(verdict.Noise.Sessions == 1 ? "" : "s")}"))}: {f.Kappa:0.0 %} of its share is taken for noise that more runs do not average away.");
        Line(text, $"Most shares changed by the factor {verdict.CommonFactor:0.000}; without it the function has {VerdictText.Share(f.Normalised)} ({VerdictText.Points(f.Normalised - f.Before)}).");
        Line(text, $"p of the rise: {VerdictText.Probability(f.PShare)}; without the common factor: {VerdictText.Probability(f.PNormalised)}; times the {verdict.FamilySize} functions tested: {VerdictText.Probability(f.FamilyP)}. A failure needs at most {VerdictText.Probability(verdict.Plan.Alpha)} and a rise of at least {VerdictText.Points(f.Threshold)}.");
        Line(text, $"These runs would have shown a rise of {VerdictText.Points(f.MinimumDetectable)} or more.");
        if (f.Source is { } source)
        {
            Line(text, $"It is defined at {source}.");
        }

        return text.ToString().TrimEnd('\n');
    }

    private static void Line(StringBuilder text, FormattableString line) => text.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');

    private static string Runs(IReadOnlyList<double> shares) => string.Join(", ", shares.Select(VerdictText.Share));

    private static string Title(FunctionVerdict f) => f.Outcome switch
    {
        FunctionOutcome.Regressed => f.Fails ? "regressed" : "regressed, but the policy does not fail on it",
        FunctionOutcome.AtTheBar => "at the bar",
        FunctionOutcome.Improved => "improved",
        FunctionOutcome.Moved => "time moved to it from a neighbour",
        FunctionOutcome.ShareOnly => "a larger share of a cheaper whole",
        FunctionOutcome.New => f.Fails ? "new and large" : "new",
        FunctionOutcome.Vanished => "vanished",
        FunctionOutcome.Renamed => "renamed?",
        FunctionOutcome.Waived => "regressed, waived",
        FunctionOutcome.Ignored => "regressed, ignored",
        _ => "no change that matters",
    };
}
