using System.Diagnostics;
using PerfHarness.Analysis;
using PerfHarness.BaselinePrograms;
using PerfHarness.Baselines;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Gating;
using PerfHarness.Profiles;
using PerfHarness.Recording;
using PerfHarness.Recording.Capabilities;

namespace PerfHarness.Runs;

/// <summary>
/// Takes a benchmark through the whole pipeline, the same for every host:
/// <code>
///   stored baseline ──► screen ──► cleared ───────────────────────────────► outputs, baseline
///                          │ not cleared                               ▲
///                          └──► the baseline's program ──► confirm ────┘
///   given program  ────────────────────────────────────────►  (both sides interleaved)
/// </code>
/// </summary>
internal sealed class Harness
{
    private readonly PerfRecorder _recorder;
    private readonly HarnessOptions _options;
    private readonly Gate _gate;
    private readonly BenchStore _store;
    private readonly BaselineProgramFinder? _programs;
    private readonly IProgress<HarnessProgress>? _progress;

    /// <param name="store">Where baselines are; null if none is read or written.</param>
    /// <param name="commits">Builds that several benchmarks share; null if no baseline's program is started.</param>
    /// <exception cref="PerfHarnessException">Profiling is impossible here (PH3xxx), or the policy is not valid (PH4002).</exception>
    public Harness(
        PerfCapabilities capabilities, HarnessOptions options, IBaselineStore? store = null, IProgress<HarnessProgress>? progress = null,
        BuiltCommits? commits = null)
        : this(new PerfRecorder(capabilities), options, store, progress, commits)
    {
    }

    internal Harness(
        PerfRecorder recorder, HarnessOptions options, IBaselineStore? store, IProgress<HarnessProgress>? progress, BuiltCommits? commits = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        (_recorder, _options, _progress) = (recorder, options, progress);
        var programs = ProgramStore.Of(options.BaselineDirectory);
        // What is accepted is no failure: the verdict only says what changed.
        var policy = options.BaselineUpdate == BaselineUpdate.None ? options.Policy : options.Policy with { FailOn = FailOn.None };
        (_gate, _store) = (new Gate(policy), new BenchStore(store, programs, options));
        _programs = commits is null || !options.Confirms ? null : new BaselineProgramFinder(programs, commits);
    }

    /// <exception cref="PerfHarnessException">perf cannot record (PH3xxx), the command failed (PH5xxx), a required
    /// baseline is missing (PH2007), or an output cannot be written.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; no process and no folder is left.</exception>
    public async Task<BenchResult> RunAsync(Bench bench, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(bench);
        OutputFolder.Prepare(OutputFolder.GetPath(_options, bench));
        var startTimestamp = Stopwatch.GetTimestamp();
        var program = await ReadProgramAsync(bench, cancellation).ConfigureAwait(false);
        var session = new RunSession(bench, program);
        var conditions = session.ReadConditions();
        var stored = bench.BaselineCommand is null ? await _store.FindBaselineAsync(bench, conditions, cancellation).ConfigureAwait(false) : null;
        var screened = new ScreenedComparison(bench, program, stored, _programs, _options, _progress)
        {
            CreateComparison = (compared, baselineProgram, baseline) =>
                new Comparison(compared, session, baselineProgram, baseline, _options, _gate, _recorder, startTimestamp, _progress),
        };
        var outcome = await screened.RunAsync(cancellation).ConfigureAwait(false);
        var judged = outcome.Runs;
        var selection = new SampleFilter().Apply(judged.Profile);
        var result = new BenchResult
        {
            Bench = outcome.Bench,
            Profile = judged.Profile,
            Selection = selection,
            Shares = SelfShares.Compute(selection),
            SymbolCoverage = SymbolCoverage.Compute(selection),
            BaselineProfile = judged.BaselineProfile ?? await _store.ReadStacksAsync(stored?.Baseline, cancellation).ConfigureAwait(false),
            Verdict = judged.Verdict,
            NotJudged = judged.Verdict is null ? ResultDiagnostics.FindNotJudged(bench, _options) : null,
            SteadyState = outcome.SteadyState,
            Elapsed = Stopwatch.GetElapsedTime(startTimestamp),
            OutputFolder = OutputFolder.GetPath(_options, bench),
            Diagnostics = [.. outcome.Diagnostics, .. ResultDiagnostics.Create(bench, _options, stored?.Baseline, conditions, judged, selection)],
        };
        return await StoreAsync(result, judged, cancellation).ConfigureAwait(false);
    }

    // Only what is stored or compared with a baseline needs to know its program.
    private async Task<ProgramState> ReadProgramAsync(Bench bench, CancellationToken cancellation) => _store.IsUsed
        ? await ProgramState.ReadAsync(
            bench, [Path.GetFullPath(_options.OutputDirectory), Path.GetFullPath(_options.BaselineDirectory), _store.ProgramFolder], cancellation)
            .ConfigureAwait(false)
        : ProgramState.Unknown;

    private async Task<BenchResult> StoreAsync(BenchResult result, JudgedRuns judged, CancellationToken cancellation)
    {
        var (written, stacks) = ResultFiles.Write(result, interleaved: judged.Baseline is not null);
        var stored = await _store.StoreAsync(written, judged, stacks, cancellation).ConfigureAwait(false);
        return _store.IsUsed
            ? await VerdictRecord.AddAsync(stored, judged.Candidate.Conditions, _options, cancellation).ConfigureAwait(false) : stored;
    }
}
