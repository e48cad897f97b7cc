using System.Globalization;
using PerfHarness.BaselinePrograms;
using PerfHarness.Baselines;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Gating.Outlook;
using PerfHarness.Measurements;
using PerfHarness.Profiles;

namespace PerfHarness.Runs;

/// <summary>What a run reads from the baselines, and what it stores: the latest runs, and a baseline if they are accepted.</summary>
internal sealed class BenchStore(IBaselineStore? store, ProgramStore programs, HarnessOptions options)
{
    /// <summary>There is a store to read and write.</summary>
    public bool IsUsed => store is not null;

    /// <summary>Where programs are kept.</summary>
    public string ProgramFolder => Path.GetFullPath(programs.Folder);

    /// <summary>
    /// The stored baseline to compare with, its program's module named as the benchmark's: that of this machine, or else the
    /// newest of another. Null if there is none.
    /// </summary>
    /// <exception cref="PerfHarnessException">There is none, and one is required (PH2007).</exception>
    public async Task<StoredBaseline?> FindBaselineAsync(Bench bench, Conditions conditions, CancellationToken cancellation)
    {
        if (store is null || !options.IsGateEnabled)
        {
            return null;
        }

        var key = new BaselineKey(bench.Name, conditions.Fingerprint.Key, options.Pin);
        if (await store.ReadAsync(key, cancellation).ConfigureAwait(false) is { } baseline)
        {
            return new StoredBaseline(Rename(baseline, bench), IsForeign: false);
        }

        if (options.BaselineUpdate == BaselineUpdate.None
            && await FindForeignAsync(key, cancellation).ConfigureAwait(false) is { } foreign)
        {
            return new StoredBaseline(Rename(foreign, bench), IsForeign: true);
        }

        return !options.RequireBaseline ? null : throw new PerfHarnessException(
            DiagnosticCodes.BaselineMissing, $"the required baseline {key} does not exist.",
            "Record it with 'run --accept-baseline' on this machine, or omit --require-baseline.");
    }

    /// <summary>The profile that is stored with the baseline; null if there is none.</summary>
    public async Task<Profile?> ReadStacksAsync(Baseline? baseline, CancellationToken cancellation) =>
        baseline is not null && store is not null && await store.ReadStacksAsync(baseline.Key, cancellation).ConfigureAwait(false) is { } pprof
            ? StoredStacks.Read(pprof, baseline.Key)
            : null;

    /// <summary>
    /// Stores the runs as the latest ones and, if the options say so, as the baseline, and the baseline's side of a
    /// confirmation as a session of this machine.
    /// </summary>
    /// <param name="stacks">The candidate's profile as pprof.</param>
    /// <returns>The result with the accepted baseline, if the runs were to be accepted and could be.</returns>
    public async Task<BenchResult> StoreAsync(BenchResult result, JudgedRuns judged, byte[] stacks, CancellationToken cancellation)
    {
        var key = new BaselineKey(result.Bench.Name, judged.Candidate.Conditions.Fingerprint.Key);
        result = await StoreLatestRunsAsync(result, key, judged, stacks, cancellation).ConfigureAwait(false);
        if (store is null)
        {
            return result;
        }

        if (options.Learns && judged is { Baseline: { } learned, Verdict.Screening.IsConfirmed: true })
        {
            return await LearnAsync(result, key, learned, cancellation).ConfigureAwait(false);
        }

        return options.BaselineUpdate == BaselineUpdate.None
            ? result
            : await AcceptAsync(result, key, judged.Candidate, stacks, cancellation).ConfigureAwait(false);
    }

    private async Task<BenchResult> StoreLatestRunsAsync(
        BenchResult result, BaselineKey key, JudgedRuns judged, byte[] stacks, CancellationToken cancellation)
    {
        try
        {
            var latestRuns = LatestRunsStore.Open(result.OutputFolder);
            await ReplaceAsync(latestRuns, key, judged.Candidate, stacks, cancellation).ConfigureAwait(false);
            var baselineSideKey = key with { Pin = LatestRunsStore.BaselineSidePin };
            await ReplaceAsync(latestRuns, baselineSideKey, judged.Baseline, null, cancellation).ConfigureAwait(false);
            return result;
        }
        catch (PerfHarnessException e) when (e.Diagnostic.Code == DiagnosticCodes.OutputNotWritable)
        {
            return result with { OutputProblems = [.. result.OutputProblems, e.Diagnostic] };
        }
    }

    // The verdict is worth more than what is learned: it is not lost where that cannot be stored.
    private async Task<BenchResult> LearnAsync(BenchResult result, BaselineKey key, Measurement learned, CancellationToken cancellation)
    {
        try
        {
            var known = await store!.ReadAsync(key, cancellation).ConfigureAwait(false);
            // The program stays the baseline's, wherever it is kept.
            await store.AcceptAsync(key, learned, AcceptMode.Add, "learned from a confirmation", cancellation: cancellation).ConfigureAwait(false);
            return result with { Diagnostics = [.. result.Diagnostics, CreateLearned(key, learned, known)] };
        }
        catch (PerfHarnessException e)
        {
            return result with { OutputProblems = [.. result.OutputProblems, e.Diagnostic] };
        }
    }

    private async Task<BenchResult> AcceptAsync(
        BenchResult result, BaselineKey key, Measurement candidate, byte[] stacks, CancellationToken cancellation)
    {
        var mode = options.BaselineUpdate == BaselineUpdate.Add ? AcceptMode.Add : AcceptMode.Replace;
        var existing = mode == AcceptMode.Add ? await store!.ReadAsync(key, cancellation).ConfigureAwait(false) : null;
        var problem = AcceptanceCheck.FindProblem(
            key.Bench, candidate, options.Policy, existing?.Counts.Runs.Count ?? 0, options.ForceAcceptance);
        result = problem is null ? result : result with { Diagnostics = [.. result.Diagnostics, problem] };
        if (problem is { Severity: Severity.Error })
        {
            return result with { Refusal = problem };
        }

        try
        {
            var runs = new LatestRuns(key, candidate, stacks, candidate.Conditions.Program);
            var (accepted, diagnostics) = await new Acceptance(store!, programs)
                .AcceptAsync(runs, mode, "", result.Bench.KeepProgram, result.Bench.Command, cancellation).ConfigureAwait(false);
            return result with { AcceptedBaseline = accepted, Diagnostics = [.. result.Diagnostics, .. diagnostics] };
        }
        catch (PerfHarnessException e)
        {
            return result with { Refusal = e.Diagnostic, Diagnostics = [.. result.Diagnostics, e.Diagnostic] };
        }
    }

    private static Diagnostic CreateLearned(BaselineKey key, Measurement learned, Baseline? known) => new(
        DiagnosticCodes.ComparedPrograms, Severity.Info,
        string.Create(
            CultureInfo.InvariantCulture,
            $"the {learned.Counts.Runs.Count} runs of the baseline's program are now ")
            + $"{(known is null ? "the baseline" : "a session of the baseline")} {key}.");

    private static Baseline Rename(Baseline baseline, Bench bench) =>
        baseline with { Measurement = MainModule.Rename(baseline.Measurement, bench.Command) };

    private async Task<Baseline?> FindForeignAsync(BaselineKey key, CancellationToken cancellation)
    {
        var entries = await store!.ListAsync(key.Bench, cancellation).ConfigureAwait(false);
        return entries.Where(e => e.Key.Pin == key.Pin).Select(e => e.Baseline).OfType<Baseline>()
            .MaxBy(b => b.History is [.., var latest] ? latest.Time : DateTimeOffset.MinValue);
    }

    // Earlier runs must not be mistaken for these, which cannot be a baseline if one of them has no samples.
    private static async Task ReplaceAsync(
        IBaselineStore latestRuns, BaselineKey key, Measurement? side, byte[]? stacks, CancellationToken cancellation)
    {
        if (side is not null && side.Counts.Runs.All(run => run.Samples > 0))
        {
            await latestRuns.AcceptAsync(key, side, AcceptMode.Replace, stacks: stacks, cancellation: cancellation).ConfigureAwait(false);
        }
        else
        {
            await latestRuns.RemoveAsync(key, cancellation).ConfigureAwait(false);
        }
    }
}
