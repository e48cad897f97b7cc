using PerfHarness.Baselines;
using PerfHarness.Measurements;

namespace PerfHarness.Runs;

/// <summary>A baseline that runs are compared with.</summary>
/// <param name="IsForeign">It was recorded on another kind of machine, so its runs say nothing here; its program does.</param>
internal sealed record StoredBaseline(Baseline Baseline, bool IsForeign)
{
    public Conditions Conditions => Baseline.Conditions;

    /// <summary>When its newest run was recorded, or else accepted; null if unknown.</summary>
    public DateTimeOffset? Time =>
        Baseline.Counts.Runs.Max(r => r.Started) ?? (Baseline.History is [.., var latest] ? latest.Time : null);
}
