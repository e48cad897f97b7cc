using System.Diagnostics;
using System.Globalization;
using PerfHarness.Analysis;
using PerfHarness.Baselines;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Gating;
using PerfHarness.Measurements;
using PerfHarness.Profiles;
using PerfHarness.Recording;

namespace PerfHarness.Runs;

/// <summary>
/// Takes a benchmark the whole way, once for every host:
/// <code>
///   warm-ups ──► record + import ──► judge ──► more runs? ──► outputs, baseline
///                     ▲                │ open
///                     └────────────────┘
/// </code>
/// </summary>
/// <param name="store">Where baselines are; null where none is read or written.</param>
internal sealed class Harness(PerfCapabilities capabilities, HarnessOptions options, IBaselineStore? store = null, IProgress<HarnessProgress>? progress = null)
{
    /// <summary>Share of unoptimized code that is worth a word.</summary>
    private const double NotableUnoptimizedShare = 0.1;

    private readonly HarnessOptions _options = options with { Policy = options.Policy.Validate() };

    /// <exception cref="PerfHarnessException">Profiling is impossible here (PH3xxx), the command failed (PH5xxx), an obligatory
    /// baseline is missing (PH2007), or an output cannot be written.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; nothing is left running and no folder behind.</exception>
    public async Task<BenchResult> RunAsync(Bench bench, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(bench);
        capabilities.ThrowIfImpossible();
        var began = Stopwatch.GetTimestamp();
        var session = SessionName.Create(DateTimeOffset.UtcNow);
        var inputs = bench.Inputs?.ComputeHash() ?? "";
        var conditions = RunConditions.Create(bench.Command, inputs);
        var stored = bench.BaselineCommand is null ? await ReadBaselineAsync(bench, conditions, cancellation).ConfigureAwait(false) : null;
        var recorder = new RunRecorder(bench, capabilities, _options, progress);
        using var candidate = new RecordedSide(bench.BaselineCommand is null ? "" : "candidate", bench.Command, bench.Body?.ApplyTo(_options.Import) ?? _options.Import);
        using var old = bench.BaselineCommand is null ? null : new RecordedSide("baseline", bench.BaselineCommand, _options.Import);

        for (var i = 1; i <= bench.Warmups; i++)
        {
            if (old is not null)
            {
                await recorder.WarmUpAsync(old, i, cancellation).ConfigureAwait(false);
            }

            await recorder.WarmUpAsync(candidate, i, cancellation).ConfigureAwait(false);
        }

        SteadyState? plateau = null;
        if (bench.DetectSteadyState)
        {
            plateau = await recorder.DetectSteadyStateAsync(candidate, cancellation).ConfigureAwait(false);
            bench = bench with { Recording = bench.Recording with { Delay = bench.Recording.Delay + plateau.Start } };
            recorder = new RunRecorder(bench, capabilities, _options, progress);
        }

        var planned = PlanFirstRuns(bench, compares: stored is not null || old is not null);
        for (var looks = 1; ; looks++)
        {
            while (candidate.RunCount < planned)
            {
                await RecordPairAsync(recorder, old, candidate, planned, cancellation).ConfigureAwait(false);
            }

            var profile = candidate.BuildProfile();
            var measured = Measurement.Create(profile, session, RunConditions.Create(bench.Command, inputs, candidate.Runtime));
            var before = old is null ? null : MainModule.Rename(
                Measurement.Create(old.BuildProfile(), session, RunConditions.Create(old.Command, inputs, old.Runtime)), MainModule.GetName(old.Command), MainModule.GetName(bench.Command));
            var verdict = Judge(bench, stored, before, measured, looks, began);
            if (verdict?.Plan is { Decision: StageDecision.Continue } plan)
            {
                progress?.Report(new HarnessProgress(bench.Name, $"{plan.Reason}", 0, plan.NextRuns));
                planned = plan.NextRuns;
                continue;
            }

            var stacks = old?.BuildProfile() ?? await ReadStacksAsync(stored, cancellation).ConfigureAwait(false);
            var result = CreateResult(bench, profile, verdict, stacks, CollectDiagnostics(stored, conditions, candidate, profile)) with { Elapsed = Stopwatch.GetElapsedTime(began), SteadyState = plateau };
            return await FinishAsync(result, measured, before, cancellation).ConfigureAwait(false);
        }
    }

    private static IReadOnlyList<Diagnostic> CollectDiagnostics(Baseline? stored, Conditions conditions, RecordedSide candidate, Profile profile)
    {
        var command = stored is null ? null : RunConditions.CompareCommands(stored.Conditions, conditions);
        return [.. command is null ? [] : (Diagnostic[])[command], .. candidate.Diagnostics, .. profile.Diagnostics];
    }

    private int PlanFirstRuns(Bench bench, bool compares)
    {
        var runs = bench.Runs ?? (_options.BaselineUpdate != BaselineUpdate.None ? Bench.DefaultBaselineRuns
            : compares && _options.IsGateEnabled ? StagePlan.CreateFirst(_options.Policy, _options.MaximumRuns).NextRuns
            : Bench.DefaultRuns);
        return Math.Max(1, Math.Min(runs, _options.MaximumRuns ?? int.MaxValue));
    }

    // In random order, so that neither side always has the warmer machine.
    private static async Task RecordPairAsync(RunRecorder recorder, RecordedSide? old, RecordedSide candidate, int planned, CancellationToken cancellation)
    {
        var oldFirst = old is not null && Random.Shared.Next(2) == 0;
        if (oldFirst)
        {
            await recorder.RecordAsync(old!, planned, cancellation).ConfigureAwait(false);
        }

        await recorder.RecordAsync(candidate, planned, cancellation).ConfigureAwait(false);
        if (old is not null && !oldFirst)
        {
            await recorder.RecordAsync(old, planned, cancellation).ConfigureAwait(false);
        }
    }

    private GateVerdict? Judge(Bench bench, Baseline? stored, Measurement? before, Measurement measured, int looks, long began)
    {
        // Without anything to hold the runs against there is nothing to judge, however few samples they have.
        if (!_options.IsGateEnabled || (stored is null && before is null && _options.Policy.Budgets.Count == 0))
        {
            return null;
        }

        var today = DateOnly.FromDateTime(DateTime.UtcNow);
        var input = before is null ? GateInput.CreateStored(stored, measured, today) : GateInput.CreateInterleaved(before, measured, today);
        var timeLeft = _options.TimeBudget is not { } budget || Stopwatch.GetElapsedTime(began) < budget;
        return new Gate(_options.Policy).Judge(input with { LookCount = looks, CanContinue = bench.Runs is null && timeLeft, MaximumRuns = _options.MaximumRuns });
    }

    private BenchResult CreateResult(Bench bench, Profile profile, GateVerdict? verdict, Profile? before, IReadOnlyList<Diagnostic> diagnostics)
    {
        var selection = new SampleFilter().Apply(profile);
        var told = diagnostics.ToList();
        if (_options.IsGateEnabled && verdict is null && _options.BaselineUpdate == BaselineUpdate.None)
        {
            told.Add(new Diagnostic(DiagnosticCodes.BaselineMissing, Severity.Info, $"{bench.Name} has no baseline yet, so nothing was judged.", "Make these runs the first one with 'dotnet perfharness baseline accept'."));
        }

        if (verdict is { Compared: true } && UnoptimizedCode.ComputeShare(profile) is > NotableUnoptimizedShare and var cold)
        {
            told.Add(new Diagnostic(
                DiagnosticCodes.UnoptimizedCode,
                Severity.Info,
                string.Create(CultureInfo.InvariantCulture, $"{cold:0 %} of the samples are in code that the JIT compiler had not optimized yet, which differs from run to run and hides small regressions."),
                "Let the benchmark run longer, and leave its start out with --steady or --delay."));
        }

        if (selection.Samples == 0)
        {
            told.Add(new Diagnostic(DiagnosticCodes.NoSamples, Severity.Warning, $"{bench.Command} gave no samples.", "Let it run longer, or raise the frequency."));
        }

        return new BenchResult
        {
            Bench = bench,
            Profile = profile,
            Selection = selection,
            Shares = SelfShares.Compute(selection),
            SymbolCoverage = SymbolCoverage.Compute(selection),
            BaselineProfile = before,
            Verdict = verdict,
            OutputFolder = OutputFolder.GetPath(_options, bench),
            Diagnostics = told,
        };
    }

    private async Task<Baseline?> ReadBaselineAsync(Bench bench, Conditions conditions, CancellationToken cancellation)
    {
        if (store is null || !_options.IsGateEnabled)
        {
            return null;
        }

        var key = new BaselineKey(bench.Name, conditions.Fingerprint.Key, _options.Pin);
        var baseline = await store.ReadAsync(key, cancellation).ConfigureAwait(false);
        if (baseline is null && _options.RequireBaseline)
        {
            throw new PerfHarnessException(DiagnosticCodes.BaselineMissing, $"there is no baseline {key}, and one is required.", "Record it with 'run --accept-baseline' on this machine, or leave --require-baseline out.");
        }

        return baseline is null ? null : baseline with
        {
            Measurement = MainModule.Rename(baseline.Measurement, MainModule.GetName(baseline.Conditions.Command), MainModule.GetName(bench.Command)),
        };
    }

    private async Task<Profile?> ReadStacksAsync(Baseline? stored, CancellationToken cancellation)
    {
        if (stored is null || store is null || await store.ReadStacksAsync(stored.Key, cancellation).ConfigureAwait(false) is not { } bytes)
        {
            return null;
        }

        return StoredStacks.Read(bytes, stored.Key);
    }

    private async Task<BenchResult> FinishAsync(BenchResult result, Measurement measured, Measurement? before, CancellationToken cancellation)
    {
        var (written, stacks) = ResultFiles.Write(result, before is not null);
        var key = new BaselineKey(result.Bench.Name, measured.Conditions.Fingerprint.Key);
        var latest = LatestRunsStore.Open(result.OutputFolder);
        if (HasSamples(measured))
        {
            await latest.AcceptAsync(key, measured, AcceptMode.Replace, stacks: stacks, cancellation: cancellation).ConfigureAwait(false);
        }
        else
        {
            // Runs without samples are no baseline, and those of before must not be taken for these.
            await latest.RemoveAsync(key, cancellation).ConfigureAwait(false);
        }

        var otherSide = key with { Pin = LatestRunsStore.BaselineSidePin };
        await latest.RemoveAsync(otherSide, cancellation).ConfigureAwait(false);
        if (before is not null && HasSamples(before))
        {
            await latest.AcceptAsync(otherSide, before, AcceptMode.Replace, cancellation: cancellation).ConfigureAwait(false);
        }

        if (_options.BaselineUpdate == BaselineUpdate.None || store is null)
        {
            return written;
        }

        var mode = _options.BaselineUpdate == BaselineUpdate.Add ? AcceptMode.Add : AcceptMode.Replace;
        return written with { AcceptedBaseline = await store.AcceptAsync(key, measured, mode, stacks: stacks, cancellation: cancellation).ConfigureAwait(false) };
    }

    // Runs without samples can be no baseline; that is only an error when somebody asks for one.
    private static bool HasSamples(Measurement side) => side.Counts.Runs.All(run => run.Samples > 0);
}
