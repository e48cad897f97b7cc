using System.Diagnostics;
using PerfHarness.Analysis;
using PerfHarness.Baselines;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Gating;
using PerfHarness.Measurements;
using PerfHarness.Profiles;
using PerfHarness.Recording;
using PerfHarness.Recording.Capabilities;

namespace PerfHarness.Runs;

/// <summary>
/// Takes a benchmark through the whole pipeline, the same for every host:
/// <code>
///   warm-ups ──► record + import ──► judge ──► more runs? ──► outputs, baseline
///                     ▲                │ undecided
///                     └────────────────┘
/// </code>
/// </summary>
internal sealed class Harness
{
    private readonly PerfRecorder _recorder;
    private readonly HarnessOptions _options;
    private readonly Gate _gate;
    private readonly BenchStore _store;
    private readonly IProgress<HarnessProgress>? _progress;

    /// <param name="store">Where baselines are; null if none is read or written.</param>
    /// <exception cref="PerfHarnessException">Profiling is impossible here (PH3xxx), or the policy is not valid (PH4002).</exception>
    public Harness(PerfCapabilities capabilities, HarnessOptions options, IBaselineStore? store = null, IProgress<HarnessProgress>? progress = null)
        : this(new PerfRecorder(capabilities), options, store, progress)
    {
    }

    internal Harness(PerfRecorder recorder, HarnessOptions options, IBaselineStore? store, IProgress<HarnessProgress>? progress)
    {
        ArgumentNullException.ThrowIfNull(options);
        (_recorder, _options, _progress) = (recorder, options, progress);
        (_gate, _store) = (new Gate(options.Policy), new BenchStore(store, options));
    }

    /// <exception cref="PerfHarnessException">perf cannot record (PH3xxx), the command failed (PH5xxx), a required
    /// baseline is missing (PH2007), or an output cannot be written.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; no process and no folder is left.</exception>
    public async Task<BenchResult> RunAsync(Bench bench, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(bench);
        OutputFolder.Prepare(OutputFolder.GetPath(_options, bench));
        var startTimestamp = Stopwatch.GetTimestamp();
        var session = new RunSession(bench);
        var conditions = session.ReadConditions();
        var stored = bench.BaselineCommand is null ? await _store.ReadBaselineAsync(bench, conditions, cancellation).ConfigureAwait(false) : null;
        using var candidateSide = RecordedSide.CreateCandidate(bench, _options.Import);
        using var baselineSide = RecordedSide.CreateBaseline(bench, _options.Import);
        await WarmUpAsync(bench, baselineSide, candidateSide, cancellation).ConfigureAwait(false);
        var steadyState = await DetectSteadyStateAsync(bench, candidateSide, cancellation).ConfigureAwait(false);
        bench = steadyState is null ? bench : bench with { Recording = bench.Recording with { Delay = bench.Recording.Delay + steadyState.Start } };
        var judged = await RecordUntilDecidedAsync(
            bench, session, stored, baselineSide, candidateSide, startTimestamp, cancellation).ConfigureAwait(false);
        var selection = new SampleFilter().Apply(judged.Profile);
        var result = new BenchResult
        {
            Bench = bench,
            Profile = judged.Profile,
            Selection = selection,
            Shares = SelfShares.Compute(selection),
            SymbolCoverage = SymbolCoverage.Compute(selection),
            BaselineProfile = baselineSide?.BuildProfile() ?? await _store.ReadStacksAsync(stored, cancellation).ConfigureAwait(false),
            Verdict = judged.Verdict,
            SteadyState = steadyState,
            Elapsed = Stopwatch.GetElapsedTime(startTimestamp),
            OutputFolder = OutputFolder.GetPath(_options, bench),
            Diagnostics = ResultDiagnostics.Create(bench, _options, stored, conditions, candidateSide, selection, judged.Verdict),
        };
        return await StoreAsync(result, judged, cancellation).ConfigureAwait(false);
    }

    private RunRecorder CreateRecorder(Bench bench) => new(bench, _recorder, _options, _progress);

    private async Task WarmUpAsync(Bench bench, RecordedSide? baselineSide, RecordedSide candidateSide, CancellationToken cancellation)
    {
        var recorder = CreateRecorder(bench);
        for (var i = 1; i <= bench.Warmups; i++)
        {
            if (baselineSide is not null)
            {
                await recorder.WarmUpAsync(baselineSide, i, cancellation).ConfigureAwait(false);
            }

            await recorder.WarmUpAsync(candidateSide, i, cancellation).ConfigureAwait(false);
        }
    }

    private async Task<SteadyState?> DetectSteadyStateAsync(Bench bench, RecordedSide candidateSide, CancellationToken cancellation) =>
        bench.DetectSteadyState ? await CreateRecorder(bench).DetectSteadyStateAsync(candidateSide, cancellation).ConfigureAwait(false) : null;

    private async Task<JudgedRuns> RecordUntilDecidedAsync(
        Bench bench, RunSession session, Baseline? stored, RecordedSide? baselineSide, RecordedSide candidateSide, long startTimestamp,
        CancellationToken cancellation)
    {
        var recorder = CreateRecorder(bench);
        var planned = PlanFirstRuns(bench, hasBaseline: stored is not null || baselineSide is not null);
        for (var looks = 1; ; looks++)
        {
            while (candidateSide.RunCount < planned)
            {
                await RecordPairAsync(recorder, baselineSide, candidateSide, planned, cancellation).ConfigureAwait(false);
            }

            var profile = candidateSide.BuildProfile();
            var candidate = session.Measure(profile, candidateSide);
            var baseline = baselineSide is null ? null : session.MeasureBaseline(baselineSide);
            var isTimeLeft = _options.TimeBudget is not { } budget || Stopwatch.GetElapsedTime(startTimestamp) < budget;
            var verdict = Judge(stored, baseline, candidate, looks, canContinue: bench.Runs is null && isTimeLeft);
            if (verdict?.Plan is not { Decision: StageDecision.Continue } plan)
            {
                return new JudgedRuns(profile, candidate, baseline, verdict);
            }

            _progress?.Report(new HarnessProgress(bench.Name, plan.Reason));
            planned = plan.NextRuns;
        }
    }

    private int PlanFirstRuns(Bench bench, bool hasBaseline)
    {
        var runs = bench.Runs ?? (_options.BaselineUpdate != BaselineUpdate.None ? Bench.DefaultBaselineRuns
            : hasBaseline && _options.IsGateEnabled ? StagePlan.CreateFirst(_options.Policy, _options.MaximumRuns).NextRuns
            : Bench.DefaultRuns);
        return Math.Max(1, Math.Min(runs, _options.MaximumRuns ?? int.MaxValue));
    }

    // In random order, so that no side always has the warmer machine.
    private static async Task RecordPairAsync(
        RunRecorder recorder, RecordedSide? baselineSide, RecordedSide candidateSide, int planned, CancellationToken cancellation)
    {
        RecordedSide[] sides = baselineSide is null ? [candidateSide] : [baselineSide, candidateSide];
        Random.Shared.Shuffle(sides);
        foreach (var side in sides)
        {
            await recorder.RecordAsync(side, planned, cancellation).ConfigureAwait(false);
        }
    }

    private GateVerdict? Judge(Baseline? stored, Measurement? baseline, Measurement candidate, int looks, bool canContinue)
    {
        // With neither a baseline nor a budget there is nothing to judge by, however few samples the runs have.
        if (!_options.IsGateEnabled || (stored is null && baseline is null && _options.Policy.Budgets.Count == 0))
        {
            return null;
        }

        var today = DateOnly.FromDateTime(DateTime.UtcNow);
        var input = baseline is null ? GateInput.CreateStored(stored, candidate, today) : GateInput.CreateInterleaved(baseline, candidate, today);
        return _gate.Judge(input with { LookCount = looks, CanContinue = canContinue, MaximumRuns = _options.MaximumRuns });
    }

    private async Task<BenchResult> StoreAsync(BenchResult result, JudgedRuns judged, CancellationToken cancellation)
    {
        var (written, stacks) = ResultFiles.Write(result, interleaved: judged.Baseline is not null);
        return await _store.StoreAsync(written, judged.Candidate, judged.Baseline, stacks, cancellation).ConfigureAwait(false);
    }
}
