using PerfHarness.Analysis;

namespace PerfHarness.Gating;

/// <summary>
/// What follows from a screen. A function that is not clear is confirmed interleaved, or, where that is probably cheaper,
/// looked at again with more runs of the candidate.
/// </summary>
internal sealed class ScreenDecision(GatePolicy policy, GateInput input)
{
    /// <returns>The verdict that asks for more, or null if everything is clear.</returns>
    public GateVerdict? Decide(GateVerdict verdict)
    {
        var doubtful = verdict.Functions.Where(f => f.NeedsConfirmation).OrderByDescending(f => f.Screened!.Value.Rise).ToList();
        var isTotalDoubtful = verdict.Total is { NeedsConfirmation: true };
        if (doubtful.Count == 0 && !isTotalDoubtful)
        {
            return null;
        }

        var reason = doubtful.Count == 0 ? $"the total may have risen: {verdict.Total!.Text}" : Describe(doubtful, isTotalDoubtful);
        var next = GateDecision.GetNextRuns(policy, input, verdict.Plan.Runs);
        return next is { } runs && !isTotalDoubtful && IsCheaper(doubtful, runs - verdict.Plan.Runs)
            ? GateDecision.Continue(verdict, reason, runs, Describe(runs - verdict.Plan.Runs))
            : GateDecision.Confirm(verdict, [reason, .. PassReasons.CreateNotes(verdict)]);
    }

    // Runs saved if all functions get clear, against runs spent. To confirm takes the first stage's pairs at least.
    private bool IsCheaper(List<FunctionVerdict> doubtful, int moreRuns)
    {
        var chance = doubtful.Aggregate(1.0, (product, f) => product * f.Screened!.Value.ClearProbability);
        return !doubtful.Exists(f => f.IsFailure) && chance * 2 * policy.Stages[0].Runs > moreRuns;
    }

    private static string Describe(int moreRuns) => $"recording {NumberFormatter.FormatCount(moreRuns)} more runs, which will probably clear it";

    private static string Describe(List<FunctionVerdict> doubtful, bool isTotalDoubtful)
    {
        var (name, screened) = (doubtful[0].Name.Name, doubtful[0].Screened!.Value);
        var bound = NumberFormatter.FormatShareChange(screened.Bound);
        // Its share may have fallen, and the data all the same not exclude a rise.
        var rise = screened.Rise > 0 ? $"{name} by {NumberFormatter.FormatShareChange(screened.Rise)} (at most {bound})" : $"{name} by up to {bound}";
        return $"{NumberFormatter.FormatCount(doubtful.Count)} function{(doubtful.Count == 1 ? "" : "s")} may have risen, "
            + $"{(doubtful.Count == 1 ? "" : "above all ")}"
            + $"{rise}{(isTotalDoubtful ? ", and so may the total" : "")}";
    }
}
