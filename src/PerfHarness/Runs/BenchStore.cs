using PerfHarness.Baselines;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Measurements;
using PerfHarness.Profiles;

namespace PerfHarness.Runs;

/// <summary>What a run reads from the baselines, and what it stores: the latest runs, and a baseline if they are accepted.</summary>
internal sealed class BenchStore(IBaselineStore? store, HarnessOptions options)
{
    /// <summary>The stored baseline to compare with, its program's module named as the benchmark's; null if there is none.</summary>
    /// <exception cref="PerfHarnessException">There is none, and one is required (PH2007).</exception>
    public async Task<Baseline?> ReadBaselineAsync(Bench bench, Conditions conditions, CancellationToken cancellation)
    {
        if (store is null || !options.IsGateEnabled)
        {
            return null;
        }

        var key = new BaselineKey(bench.Name, conditions.Fingerprint.Key, options.Pin);
        var baseline = await store.ReadAsync(key, cancellation).ConfigureAwait(false);
        if (baseline is null && options.RequireBaseline)
        {
            throw new PerfHarnessException(
                DiagnosticCodes.BaselineMissing, $"the required baseline {key} does not exist.",
                "Record it with 'run --accept-baseline' on this machine, or omit --require-baseline.");
        }

        return baseline is null ? null : baseline with
        {
            Measurement = MainModule.Rename(baseline.Measurement, MainModule.GetName(baseline.Conditions.Command), MainModule.GetName(bench.Command)),
        };
    }

    /// <summary>The profile that is stored with the baseline; null if there is none.</summary>
    public async Task<Profile?> ReadStacksAsync(Baseline? baseline, CancellationToken cancellation) =>
        baseline is not null && store is not null && await store.ReadStacksAsync(baseline.Key, cancellation).ConfigureAwait(false) is { } pprof
            ? StoredStacks.Read(pprof, baseline.Key)
            : null;

    /// <summary>Stores the runs as the latest ones and, if the options say so, as the baseline.</summary>
    /// <param name="baseline">The other side of an interleaved comparison, or null.</param>
    /// <param name="stacks">The candidate's profile as pprof.</param>
    /// <returns>The result with the accepted baseline, if the runs were to be accepted and could be.</returns>
    public async Task<BenchResult> StoreAsync(
        BenchResult result, Measurement candidate, Measurement? baseline, byte[] stacks, CancellationToken cancellation)
    {
        var key = new BaselineKey(result.Bench.Name, candidate.Conditions.Fingerprint.Key);
        try
        {
            var latestRuns = LatestRunsStore.Open(result.OutputFolder);
            await ReplaceAsync(latestRuns, key, candidate, stacks, cancellation).ConfigureAwait(false);
            await ReplaceAsync(latestRuns, key with { Pin = LatestRunsStore.BaselineSidePin }, baseline, null, cancellation).ConfigureAwait(false);
        }
        catch (PerfHarnessException e) when (e.Diagnostic.Code == DiagnosticCodes.OutputNotWritable)
        {
            result = result with { OutputProblems = [.. result.OutputProblems, e.Diagnostic] };
        }

        if (options.BaselineUpdate == BaselineUpdate.None || store is null)
        {
            return result;
        }

        var mode = options.BaselineUpdate == BaselineUpdate.Add ? AcceptMode.Add : AcceptMode.Replace;
        var existing = mode == AcceptMode.Add ? await store.ReadAsync(key, cancellation).ConfigureAwait(false) : null;
        var problem = AcceptanceCheck.FindProblem(
            key.Bench, candidate, options.Policy, existing?.Counts.Runs.Count ?? 0, options.ForceAcceptance);
        result = problem is null ? result : result with { Diagnostics = [.. result.Diagnostics, problem] };
        if (problem is { Severity: Severity.Error })
        {
            return result with { Refusal = problem };
        }

        try
        {
            var accepted = await store.AcceptAsync(key, candidate, mode, stacks: stacks, cancellation: cancellation).ConfigureAwait(false);
            return result with { AcceptedBaseline = accepted };
        }
        catch (PerfHarnessException e)
        {
            return result with { Refusal = e.Diagnostic, Diagnostics = [.. result.Diagnostics, e.Diagnostic] };
        }
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
