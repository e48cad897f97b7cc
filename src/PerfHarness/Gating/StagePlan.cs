namespace PerfHarness.Gating;

/// <summary>What whoever records should do next.</summary>
/// <param name="Runs">Runs of the smaller side so far (with a stored baseline: of the candidate).</param>
/// <param name="NextRuns">Runs to have at the next look; equal to <paramref name="Runs"/> where it is over.</param>
/// <param name="Alpha">Family-wise error of this look.</param>
/// <param name="Reason">Why more runs are needed, or why not, in one sentence.</param>
internal sealed record StagePlan(StageDecision Decision, int Runs, int NextRuns, double Alpha, string Reason)
{
    public static readonly StagePlan None = new(StageDecision.Pass, 0, 0, 0, "");

    /// <summary>How many runs a side to record before the next look.</summary>
    public int AdditionalRuns => NextRuns - Runs;

    /// <summary>Runs of the first look, at most <paramref name="maximumRuns"/>.</summary>
    public static StagePlan CreateFirst(GatePolicy policy, int? maximumRuns = null)
    {
        ArgumentNullException.ThrowIfNull(policy);
        var stage = policy.Stages[0];
        return new StagePlan(StageDecision.Continue, 0, Math.Min(stage.Runs, maximumRuns ?? int.MaxValue), stage.Alpha, FormattableString.Invariant($"the first look is taken at {stage.Runs} runs"));
    }

    /// <summary>The runs of the look after <paramref name="runs"/>, or null where there is none.</summary>
    public static int? GetNextRuns(GatePolicy policy, int runs, int? maximumRuns)
    {
        ArgumentNullException.ThrowIfNull(policy);
        var limit = Math.Min(maximumRuns ?? int.MaxValue, policy.Stages[^1].Runs);
        var next = policy.Stages.Where(s => s.Runs > runs).Select(s => (int?)Math.Min(s.Runs, limit)).FirstOrDefault();
        return next > runs ? next : null;
    }
}
