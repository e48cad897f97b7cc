using System.Globalization;
using PerfHarness.Gating;
using PerfHarness.Import;
using PerfHarness.Measurements;
using PerfHarness.Processes;
using PerfHarness.Recording;

namespace PerfHarness.Runs;

/// <summary>
/// Records one run after another. A run that lost samples, or whose samples do not add up to the CPU time that the kernel
/// counted, or during which something else used the machine, is recorded again, at most twice; that is decided before its
/// shares are known, and before the next run begins. What else there is to do takes no time between two runs, where the benchmark
/// leaves a core free for it:
/// <code>
///   run 1        │ fit? │ run 2        │ fit? │ run 3
///   prepare 2    │      │ import 1, prepare 3 │ import 2, …
/// </code>
/// Where it does not, a run is imported while perf attaches to the next one, and that waits for the import.
/// </summary>
internal sealed class RunRecorder(Bench bench, PerfRecorder recorder, HarnessOptions options, IProgress<HarnessProgress>? progress) : IDisposable
{
    /// <summary>Times that an unfit run is recorded again.</summary>
    private const int MaxRetries = 2;

    // Of all runs together: a load that stays is the machine's state, not a disturbance.
    private const int MaxDisturbedRuns = 3;

    private readonly List<double> _otherLoads = [];
    private readonly RunsAhead _ahead = new(recorder, bench.Recording);
    private readonly RunImport _import = new();
    private readonly SpareCpus _spareCpus = new(CpuSet.GetAvailable(), new FingerprintReader().ReadCpuLimit());
    private ProfilingLock? _lock;
    private int _disturbedRuns;

    /// <summary>Executes the side without recording it.</summary>
    /// <param name="next">The side of the first run, which is prepared meanwhile; null for none.</param>
    public async Task WarmUpAsync(RecordedSide side, int number, RecordedSide? next, CancellationToken cancellation)
    {
        var label = string.Create(CultureInfo.InvariantCulture, $"warm-up {number}");
        ReportProgress(side, string.Create(CultureInfo.InvariantCulture, $"{label} of {bench.Warmups}"));
        using var heldLock = await AcquireLockAsync(side, cancellation).ConfigureAwait(false);
        _ahead.Prepare(next, cancellation);
        _spareCpus.Observe(await side.Source.WarmUpAsync(bench.Recording, label, cancellation).ConfigureAwait(false));
    }

    /// <summary>Records a run that serves only to find the steady state.</summary>
    public async Task<SteadyState> DetectSteadyStateAsync(RecordedSide side, CancellationToken cancellation)
    {
        ReportProgress(side, "detecting the steady state");
        using var heldLock = await AcquireLockAsync(side, cancellation).ConfigureAwait(false);
        using var run = await side.Source.RecordAsync(recorder, null, bench.Recording, "the steady-state run", cancellation).ConfigureAwait(false);
        using var importer = new ProfileImporter(options.Import with { KeepTimes = true, SearchTemporaryFolder = false });
        importer.Add(run.DataPath, null, [run.MapFolder]);
        var steadyState = SteadyState.Detect(importer.Build());
        ReportProgress(side, Describe(steadyState));
        return steadyState;
    }

    /// <summary>Records the next run of each of the sides, in their order, and imports it.</summary>
    /// <param name="planned">Runs that are planned so far, for the progress.</param>
    public async Task RecordAsync(IReadOnlyList<RecordedSide> sides, int planned, CancellationToken cancellation)
    {
        try
        {
            for (var i = 0; i < sides.Count; i++)
            {
                await RecordAsync(sides[i], i + 1 < sides.Count ? sides[i + 1] : null, planned, cancellation).ConfigureAwait(false);
            }

            await _import.CompleteAsync().ConfigureAwait(false);
        }
        finally
        {
            // What failed may have left an import behind, which is work on the machine, too.
            _import.WaitQuietly();
            ReleaseLock();
        }
    }

    /// <summary>Ends what was prepared and never recorded.</summary>
    public void Dispose()
    {
        _ahead.Dispose();
        _import.WaitQuietly();
        ReleaseLock();
    }

    private async Task RecordAsync(RecordedSide side, RecordedSide? next, int planned, CancellationToken cancellation)
    {
        var number = side.RunCount + 1;
        var label = string.Create(CultureInfo.InvariantCulture, $"run {number}");
        ReportProgress(side, string.Create(CultureInfo.InvariantCulture, $"{label} of {planned}"));
        for (var attempt = 0; ; attempt++)
        {
            using var prepared = await _ahead.TakeAsync(side).ConfigureAwait(false);
            await HoldLockAsync(side, cancellation).ConfigureAwait(false);
            var overlaps = FindSpare(side) is not null;
            if (!overlaps)
            {
                await _import.CompleteAsync().ConfigureAwait(false);
            }

            var run = await RecordAsync(side, prepared, overlaps ? next : null, label, cancellation).ConfigureAwait(false);
            try
            {
                // Its failure is that of an earlier run, and comes first.
                await _import.CompleteAsync().ConfigureAwait(false);
                if (!IsFit(side, run, label, canRetry: attempt < MaxRetries))
                {
                    run.Dispose();
                    continue;
                }

                Keep(run, side, number);
                side.Accept(run);
            }
            catch
            {
                run.Dispose();
                throw;
            }

            _import.Begin(side, run, next is null ? null : FindSpare(next));
            _ahead.Prepare(next, cancellation);
            return;
        }
    }

    /// <param name="next">What is prepared meanwhile.</param>
    private async Task<RecordedRun> RecordAsync(
        RecordedSide side, PreparedRun? prepared, RecordedSide? next, string label, CancellationToken cancellation)
    {
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        _import.CancelOnFailure(stopping);
        try
        {
            var recording = side.Source.RecordAsync(recorder, prepared, bench.Recording, label, stopping.Token);
            var before = _ahead.GetAttachTime(next);
            _ahead.Prepare(next, cancellation);
            var run = await recording.ConfigureAwait(false);
            run.OwnBusyTime = _ahead.GetAttachTime(next) - before;
            return run;
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested && _import.Completed.IsFaulted)
        {
            await _import.CompleteAsync().ConfigureAwait(false);
            throw;
        }
    }

    // Where every processor is sampled we would be in the recording, and off the processors any wait for one counts.
    private CpuSet? FindSpare(RecordedSide side) =>
        side.Source.CanOverlap && bench.Recording is { PerCpu: false, OffCpu: false } ? _spareCpus.Find(side.Command.Cpus) : null;

    private bool IsFit(RecordedSide side, RecordedRun run, string label, bool canRetry)
    {
        var record = RunRecordFactory.Create(run, side.Source.CountedThreads);
        side.Source.ObserveSamples(record.Samples);
        _spareCpus.Observe(run.CpuTime / run.WallTime);
        if (canRetry && (FindProblem(record) ?? FindDisturbance(record)) is { } problem)
        {
            ReportProgress(side, $"{label} {problem}: recording it again");
            return false;
        }

        if (record.OtherLoad is { } load)
        {
            _otherLoads.Add(load);
        }

        return true;
    }

    private static string Describe(SteadyState steadyState)
    {
        var (start, length) = (steadyState.Start.TotalSeconds, steadyState.Length.TotalSeconds);
        return steadyState.IsReached
            ? string.Create(CultureInfo.InvariantCulture, $"steady state after {start:0.00} s of {length:0.00} s: the time before is skipped")
            : string.Create(CultureInfo.InvariantCulture, $"no steady state within {length:0.00} s: the first {start:0.00} s are skipped");
    }

    // Any number of samples will do here: the gate judges that over all runs.
    private string? FindProblem(RunRecord record) => options.IsGateEnabled ? RunQuality.FindProblem(record, long.MaxValue, options.Policy) : null;

    private string? FindDisturbance(RunRecord record)
    {
        var disturbance = options.IsGateEnabled && _disturbedRuns < MaxDisturbedRuns
            ? RunQuality.FindDisturbance(record, _otherLoads, Environment.ProcessorCount)
            : null;
        _disturbedRuns += disturbance is null ? 0 : 1;
        return disturbance;
    }

    private void Keep(RecordedRun run, RecordedSide side, int number)
    {
        if (options.KeepRecordings)
        {
            var folder = Path.Combine(OutputFolder.GetPath(options, bench), "recordings", side.Name);
            RecordingFile.Save(run, Path.Combine(folder, number.ToString("00", CultureInfo.InvariantCulture), "perf.data"));
        }
    }

    // Given away between two runs where another build waits for it, so that both proceed; its runs are not disturbed by an import of ours.
    private async Task HoldLockAsync(RecordedSide side, CancellationToken cancellation)
    {
        if (_lock is { IsAwaited: true })
        {
            await _import.CompleteAsync().ConfigureAwait(false);
            ReleaseLock();
        }

        _lock ??= await AcquireLockAsync(side, cancellation).ConfigureAwait(false);
    }

    private void ReleaseLock()
    {
        _lock?.Dispose();
        _lock = null;
    }

    // One recording at a time: see ProfilingLock.
    private Task<ProfilingLock> AcquireLockAsync(RecordedSide side, CancellationToken cancellation) =>
        ProfilingLock.AcquireAsync(() => ReportProgress(side, "waiting for another benchmark on this machine"), cancellation: cancellation);

    private void ReportProgress(RecordedSide side, string text) =>
        progress?.Report(new HarnessProgress(bench.Name, side.Name.Length == 0 ? text : $"{side.Name} {text}"));
}
