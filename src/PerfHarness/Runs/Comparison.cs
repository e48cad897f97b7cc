using System.Diagnostics;
using PerfHarness.Baselines;
using PerfHarness.Gating;
using PerfHarness.Measurements;
using PerfHarness.Recording;

namespace PerfHarness.Runs;

/// <summary>
/// The runs of a benchmark, and of the baseline's program where both are recorded interleaved, until the gate has decided:
/// <code>
///   warm-ups ──► record + import ──► judge ──► more runs?
///                     ▲                │ undecided
///                     └────────────────┘
/// </code>
/// </summary>
/// <param name="stored">What a candidate that is recorded alone is compared with; null for nothing.</param>
/// <param name="startTimestamp">When the benchmark's work began, for its time budget.</param>
internal sealed class Comparison(
    Bench bench, RunSession session, ProgramState baselineProgram, Baseline? stored, HarnessOptions options, Gate gate, PerfRecorder perf,
    long startTimestamp, IProgress<HarnessProgress>? progress) : IDisposable
{
    private RunRecorder _recorder = new(bench, perf, options, progress);
    private readonly RecordedSide _candidate = RecordedSide.CreateCandidate(bench, options.Import);
    private readonly RecordedSide? _baseline = RecordedSide.CreateBaseline(bench, options.Import);
    private readonly Queue<RecordedSide> _order = [];
    private int _looks;

    /// <summary>The benchmark as it is recorded: after its start-up, if that was detected.</summary>
    public Bench Bench { get; private set; } = bench;

    /// <summary>No more runs may be started for more evidence.</summary>
    public bool IsTimeUp => options.TimeBudget is { } budget && Stopwatch.GetElapsedTime(startTimestamp) >= budget;

    /// <summary>The steady state, if it was to be detected.</summary>
    public SteadyState? SteadyState { get; private set; }

    /// <summary>Executes both sides without recording them, and finds the steady state if that is wanted.</summary>
    public async Task WarmUpAsync(CancellationToken cancellation)
    {
        PlanPairs(1);
        for (var i = 1; i <= Bench.Warmups; i++)
        {
            if (_baseline is not null)
            {
                await _recorder.WarmUpAsync(_baseline, i, null, cancellation).ConfigureAwait(false);
            }

            // Not recorded, it cannot be disturbed.
            var first = i == Bench.Warmups && !Bench.DetectSteadyState ? _order.Peek() : null;
            await _recorder.WarmUpAsync(_candidate, i, first, cancellation).ConfigureAwait(false);
        }

        if (Bench.DetectSteadyState)
        {
            SteadyState = await _recorder.DetectSteadyStateAsync(_candidate, cancellation).ConfigureAwait(false);
            Bench = Bench with { Recording = Bench.Recording with { Delay = Bench.Recording.Delay + SteadyState.Start } };
            _recorder.Dispose();
            _recorder = new RunRecorder(Bench, perf, options, progress);
        }
    }

    /// <summary>Records and judges until there is a decision; called again, it goes on where it was.</summary>
    /// <param name="canConfirm">The decision may be to confirm.</param>
    public async Task<JudgedRuns> RunAsync(bool canConfirm, CancellationToken cancellation)
    {
        var planned = Math.Max(_candidate.RunCount, PlanFirstRuns());
        while (true)
        {
            PlanPairs(planned - _candidate.RunCount);
            RecordedSide[] sides = [.. _order];
            _order.Clear();
            await _recorder.RecordAsync(sides, planned, cancellation).ConfigureAwait(false);

            var profile = _candidate.BuildProfile();
            var candidate = session.Measure(profile, _candidate);
            var baselineProfile = _baseline?.BuildProfile();
            var baseline = _baseline is null ? null : session.MeasureBaseline(baselineProfile!, _baseline, baselineProgram);
            var verdict = Judge(baseline, candidate, canConfirm);
            if (verdict?.Plan is not { Decision: StageDecision.Continue } plan)
            {
                return new JudgedRuns(profile, candidate, baseline, baselineProfile, verdict, _candidate.Diagnostics);
            }

            progress?.Report(new HarnessProgress(Bench.Name, plan.Reason));
            planned = plan.NextRuns;
        }
    }

    public void Dispose()
    {
        _recorder.Dispose();
        _candidate.Dispose();
        _baseline?.Dispose();
    }

    private int PlanFirstRuns()
    {
        var isJudged = options.IsGateEnabled && (stored is not null || _baseline is not null);
        var runs = Bench.Runs ?? (options.BaselineUpdate != BaselineUpdate.None ? Runs.Bench.DefaultBaselineRuns
            : isJudged ? StagePlan.CreateFirst(options.Policy, options.MaximumRuns).NextRuns
            : Runs.Bench.DefaultRuns);
        return Math.Max(1, Math.Min(runs, options.MaximumRuns ?? int.MaxValue));
    }

    // Each pair in random order, so that no side always has the warmer machine.
    private void PlanPairs(int pairs)
    {
        var size = _baseline is null ? 1 : 2;
        while (_order.Count < pairs * size)
        {
            RecordedSide[] sides = _baseline is null ? [_candidate] : [_baseline, _candidate];
            Random.Shared.Shuffle(sides);
            Array.ForEach(sides, _order.Enqueue);
        }
    }

    private GateVerdict? Judge(Measurement? baseline, Measurement candidate, bool canConfirm)
    {
        // With neither a baseline nor a budget there is nothing to judge by, however few samples the runs have.
        if (!options.IsGateEnabled || (stored is null && baseline is null && options.Policy.Budgets.Count == 0))
        {
            return null;
        }

        var today = DateOnly.FromDateTime(DateTime.UtcNow);
        var input = baseline is null ? GateInput.CreateStored(stored, candidate, today) : GateInput.CreateInterleaved(baseline, candidate, today);
        return gate.Judge(input with
        {
            LookCount = ++_looks,
            CanContinue = Bench.Runs is null && !IsTimeUp,
            CanConfirm = canConfirm && baseline is null,
            MaximumRuns = options.MaximumRuns,
            IsStartDetected = Bench.DetectSteadyState,
        });
    }
}
