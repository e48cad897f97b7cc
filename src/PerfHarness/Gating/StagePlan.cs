namespace PerfHarness.Gating;

/// <summary>What to record next.</summary>
/// <param name="Runs">Runs of the smaller side so far (with a stored baseline: of the candidate).</param>
/// <param name="NextRuns">Runs at the next look; equal to <paramref name="Runs"/> where there is none.</param>
/// <param name="Alpha">Family-wise error of this look.</param>
/// <param name="Reason">Why more runs are needed, or why not, in one sentence.</param>
internal sealed record StagePlan(StageDecision Decision, int Runs, int NextRuns, double Alpha, string Reason)
{
    public static readonly StagePlan None = new(StageDecision.Pass, 0, 0, 0, "");

    /// <summary>Runs per side to record before the next look.</summary>
    public int AdditionalRuns => NextRuns - Runs;

    /// <summary>Runs of the first look, at most <paramref name="maximumRuns"/>.</summary>
    public static StagePlan CreateFirst(GatePolicy policy, int? maximumRuns = null)
    {
        ArgumentNullException.ThrowIfNull(policy);
        var stage = policy.Stages[0];
        var reason = FormattableString.Invariant($"the data is first looked at after {stage.Runs} runs");
        return new StagePlan(StageDecision.Continue, 0, Math.Min(stage.Runs, maximumRuns ?? int.MaxValue), stage.Alpha, reason);
    }

    /// <summary>The runs of the look after <paramref name="runs"/>, or null if there is none.</summary>
    public static int? GetNextRuns(GatePolicy policy, int runs, int? maximumRuns)
    {
        ArgumentNullException.ThrowIfNull(policy);
        var limit = Math.Min(maximumRuns ?? int.MaxValue, policy.Stages[^1].Runs);
        var next = policy.Stages.Where(s => s.Runs > runs).Select(s => (int?)Math.Min(s.Runs, limit)).FirstOrDefault();
        return next > runs ? next : null;
    }

    /// <summary>The runs of the further look that one doubt is worth, or null if there is none.</summary>
    public static int? GetExtraRuns(GatePolicy policy, GateInput input, int runs)
    {
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(input);
        return input is { CanContinue: true, Interleaved: true } && policy.ExtraStage is { } extra
            && runs >= policy.Stages[^1].Runs && runs < extra.Runs && extra.Runs <= (input.MaximumRuns ?? int.MaxValue) ? extra.Runs : null;
    }
}
