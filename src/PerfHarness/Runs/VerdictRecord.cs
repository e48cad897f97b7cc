using PerfHarness.Baselines;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Gating;
using PerfHarness.Measurements;
using PerfHarness.Reports.Verdicts;

namespace PerfHarness.Runs;

/// <summary>Adds a benchmark's verdict to the history beside the baselines.</summary>
internal static class VerdictRecord
{
    /// <summary>Nothing is added if there is no verdict. The verdict is worth more than its place in the history: a failure is reported.</summary>
    public static async Task<BenchResult> AddAsync(
        BenchResult result, Conditions conditions, HarnessOptions options, CancellationToken cancellation)
    {
        if (result.Verdict is not { } verdict)
        {
            return result;
        }

        try
        {
            await VerdictHistory.Of(options.BaselineDirectory)
                .AppendAsync(Create(result, verdict, conditions, options.Pin), cancellation).ConfigureAwait(false);
            return result;
        }
        catch (PerfHarnessException e)
        {
            return result with { Diagnostics = [.. result.Diagnostics, e.Diagnostic with { Severity = Severity.Warning }] };
        }
    }

    private static VerdictHistoryEntry Create(BenchResult result, GateVerdict verdict, Conditions conditions, string? pin)
    {
        var worst = verdict.Functions.Where(f => f.IsTested || f.IsFailure)
            .OrderByDescending(f => f.IsFailure).ThenByDescending(f => f.Difference).FirstOrDefault();
        return new VerdictHistoryEntry(
            DateTimeOffset.UtcNow, result.Bench.Name, conditions.Fingerprint.Key, pin, conditions.Commit, VerdictLabels.GetLabel(verdict.Outcome),
            GetEvidence(verdict), verdict.BaselineRuns, verdict.CandidateRuns, result.Elapsed.TotalSeconds,
            worst?.Name.Name ?? "", worst?.Difference ?? 0, worst?.AdjustedPValue ?? 1);
    }

    private static string GetEvidence(GateVerdict verdict) => verdict switch
    {
        { Screening: { IsConfirmed: true, Verdict: not null } } => "screened, confirmed",
        { Screening.IsConfirmed: true } => "confirmed",
        { Compared: false } => "nothing compared",
        { Interleaved: true } => "interleaved",
        { Outcome: GateOutcome.Pass or GateOutcome.Warning, Screening.Obstacle: null } => "screened",
        _ => "stored baseline",
    };
}
