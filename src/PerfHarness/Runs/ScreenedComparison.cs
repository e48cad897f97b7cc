using System.Globalization;
using PerfHarness.BaselinePrograms;
using PerfHarness.Baselines;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Gating;
using PerfHarness.Gating.Outlook;
using PerfHarness.Measurements;

namespace PerfHarness.Runs;

/// <summary>
/// Compares a benchmark with its baseline. A stored one only screens it if its program is to be had: what the stored runs
/// cannot clear is confirmed, by recording both programs interleaved, here and now. A baseline of another machine is worth its
/// program alone.
/// </summary>
/// <param name="program">The candidate's.</param>
/// <param name="programs">Null if nothing is confirmed.</param>
internal sealed class ScreenedComparison(
    Bench bench, ProgramState program, StoredBaseline? stored, BaselineProgramFinder? programs, HarnessOptions options,
    IProgress<HarnessProgress>? progress)
{
    private readonly List<Diagnostic> _diagnostics = [];

    /// <summary>A comparison of the benchmark, with the program of its baseline side, and the stored baseline if there is no such side.</summary>
    public required Func<Bench, ProgramState, Baseline?, Comparison> CreateComparison { get; init; }

    /// <exception cref="PerfHarnessException">As of <see cref="Harness.RunAsync"/>.</exception>
    public async Task<ComparisonOutcome> RunAsync(CancellationToken cancellation)
    {
        if (stored is null)
        {
            using var comparison = CreateComparison(bench, ProgramState.Unknown, null);
            if (bench.BaselineCommand is { } given)
            {
                _diagnostics.AddRange(ProgramComparison.Describe(bench.Command, program, given));
            }

            await comparison.WarmUpAsync(cancellation).ConfigureAwait(false);
            return CreateOutcome(comparison, await comparison.RunAsync(canConfirm: false, cancellation).ConfigureAwait(false));
        }

        var obstacle = await FindObstacleAsync(stored, cancellation).ConfigureAwait(false);
        if (stored.IsForeign && obstacle is null)
        {
            (var confirmed, obstacle) = await ConfirmAsync(stored, null, cancellation).ConfigureAwait(false);
            if (confirmed is not null)
            {
                return confirmed;
            }
        }

        ThrowIfRequired(stored, obstacle);
        return await ScreenAsync(stored, obstacle, cancellation).ConfigureAwait(false);
    }

    private static string DescribeMachine(StoredBaseline stored, Conditions here)
    {
        var differences = stored.Conditions.Fingerprint.Compare(here.Fingerprint);
        return differences is [var first, ..] ? $"recorded on another machine: {first}" : "recorded on an unknown machine";
    }

    private async Task<ComparisonOutcome> ScreenAsync(StoredBaseline baseline, string? obstacle, CancellationToken cancellation)
    {
        using var alone = CreateComparison(bench, ProgramState.Unknown, baseline.Baseline);
        var canConfirm = obstacle is null && !baseline.IsForeign && options.BaselineUpdate == BaselineUpdate.None;
        ReportOutlook(baseline, canConfirm);
        await alone.WarmUpAsync(cancellation).ConfigureAwait(false);
        var judged = await alone.RunAsync(canConfirm, cancellation).ConfigureAwait(false);
        if (judged.Verdict is { Plan.Decision: StageDecision.Confirm } screened)
        {
            if (alone.IsTimeUp)
            {
                obstacle = "the time budget is used up (use a longer --time-budget)";
            }
            else
            {
                ReportConfirmation(screened, judged.Candidate);
                (var confirmed, obstacle) = await ConfirmAsync(baseline, screened, cancellation).ConfigureAwait(false);
                if (confirmed is not null)
                {
                    return confirmed;
                }
            }

            judged = await alone.RunAsync(canConfirm: false, cancellation).ConfigureAwait(false);
        }

        if (judged.Verdict is { Compared: true } or { Outcome: GateOutcome.Inconclusive } && options.BaselineUpdate == BaselineUpdate.None)
        {
            var isOpen = judged.Verdict.Outcome == GateOutcome.Inconclusive;
            var screening = CreateScreening(baseline, null) with { Obstacle = isOpen ? obstacle : null };
            judged = judged with { Verdict = judged.Verdict with { Screening = screening } };
            if (isOpen && obstacle is not null)
            {
                _diagnostics.Add(new Diagnostic(DiagnosticCodes.ProgramUnavailable, Severity.Warning, $"nothing could be confirmed: {obstacle}."));
            }
        }

        return CreateOutcome(alone, judged);
    }

    private async Task<string?> FindObstacleAsync(StoredBaseline baseline, CancellationToken cancellation) =>
        options.BaselineUpdate != BaselineUpdate.None ? null
        : programs is null ? "confirmation is turned off"
        : await programs.FindObstacleAsync(baseline.Conditions, bench.Build, bench.Folder, cancellation).ConfigureAwait(false);

    private void ThrowIfRequired(StoredBaseline baseline, string? obstacle)
    {
        if (baseline.IsForeign && options.RequireBaseline)
        {
            throw new PerfHarnessException(
                DiagnosticCodes.BaselineMissing,
                $"the required baseline of '{bench.Name}' was recorded on another machine, and {obstacle ?? "its program could not be started"}.",
                "Accept a baseline on this machine, or make the baseline's program available.");
        }
    }

    private async Task<(ComparisonOutcome? Outcome, string? Obstacle)> ConfirmAsync(
        StoredBaseline baseline, GateVerdict? screened, CancellationToken cancellation)
    {
        var (found, problem) = await programs!.FindAsync(
            BaselineArguments.Apply(bench.Command, baseline.Conditions.Command), baseline.Conditions, bench.Build, bench.Folder, Report, cancellation)
            .ConfigureAwait(false);
        if (problem is not null)
        {
            _diagnostics.Add(problem);
        }

        if (found is null)
        {
            return (null, problem?.Message.TrimEnd('.') ?? "the baseline's program is not to be had");
        }

        using var _ = found;
        var compared = bench with { BaselineCommand = found.Command };
        try
        {
            using var comparison = CreateComparison(compared, ProgramState.From(baseline.Conditions), null);
            await comparison.WarmUpAsync(cancellation).ConfigureAwait(false);
            var judged = await comparison.RunAsync(canConfirm: false, cancellation).ConfigureAwait(false);
            _diagnostics.AddRange(ProgramComparison.Describe(bench.Command, program, found.Command, baseline.Conditions.Commit));
            var screening = CreateScreening(baseline, screened) with
            {
                Program = found.Origin,
                NotComparable = baseline.IsForeign ? DescribeMachine(baseline, judged.Candidate.Conditions) : null,
            };
            return (CreateOutcome(comparison, judged with { Verdict = judged.Verdict! with { Screening = screening } }), null);
        }
        catch (PerfHarnessException e) when (e.Diagnostic.Code.Number / 1000 == DiagnosticCodes.CommandFailed.Number / 1000)
        {
            // The candidate's own failure shows again when it is recorded alone.
            _diagnostics.Add(e.Diagnostic with { Severity = Severity.Warning });
            return (null, $"the baseline's program ({found.Origin}) did not run: {e.Diagnostic.Message.TrimEnd('.')}");
        }
    }

    private static Screening CreateScreening(StoredBaseline baseline, GateVerdict? screened) => new(screened)
    {
        BaselineTime = baseline.Time,
        Commit = baseline.Conditions.Commit,
    };

    // Before it takes minutes: a gate that is nearly blind says so.
    private void ReportOutlook(StoredBaseline baseline, bool canConfirm)
    {
        if (!baseline.IsForeign && options.BaselineUpdate == BaselineUpdate.None
            && new BaselineOutlook(baseline.Baseline.Counts, options.Policy).FindLimit(canConfirm, bench.Runs ?? options.MaximumRuns) is { } limit)
        {
            Report($"{limit.Message} {limit.Remedy}");
            _diagnostics.Add(limit);
        }
    }

    private void ReportConfirmation(GateVerdict screened, Measurement candidate)
    {
        var runs = candidate.Counts.Runs;
        var first = StagePlan.CreateFirst(options.Policy, options.MaximumRuns).NextRuns;
        var time = runs.Average(r => (r.WallTime ?? TimeSpan.Zero).TotalSeconds) * 2 * ((bench.Runs ?? first) + bench.Warmups);
        Report(string.Create(
            CultureInfo.InvariantCulture,
            $"{screened.Plan.Reason}: confirming with the baseline's program, in {bench.Runs ?? first} pairs, about {Math.Max(1, time):0} s"));
    }

    private void Report(string text) => progress?.Report(new HarnessProgress(bench.Name, text));

    private ComparisonOutcome CreateOutcome(Comparison comparison, JudgedRuns judged) =>
        new(comparison.Bench, judged, comparison.SteadyState, _diagnostics);
}
