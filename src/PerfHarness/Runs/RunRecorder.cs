using System.Globalization;
using PerfHarness.Gating;
using PerfHarness.Import;
using PerfHarness.Measurements;
using PerfHarness.Recording;

namespace PerfHarness.Runs;

/// <summary>
/// Records one run after another. A run that lost samples, or whose samples do not add up to the CPU time that the kernel
/// counted, or during which something else used the machine, is recorded again, at most twice; that is decided before its
/// shares are known.
/// </summary>
internal sealed class RunRecorder(Bench bench, PerfRecorder recorder, HarnessOptions options, IProgress<HarnessProgress>? progress)
{
    /// <summary>Times that an unfit run is recorded again.</summary>
    private const int MaxRetries = 2;

    // Of all runs together: a load that stays is the machine's state, not a disturbance.
    private const int MaxDisturbedRuns = 3;

    private readonly List<double> _otherLoads = [];
    private int _disturbedRuns;

    /// <summary>Executes the side without recording it.</summary>
    public async Task WarmUpAsync(RecordedSide side, int number, CancellationToken cancellation)
    {
        var label = string.Create(CultureInfo.InvariantCulture, $"warm-up {number}");
        ReportProgress(side, string.Create(CultureInfo.InvariantCulture, $"{label} of {bench.Warmups}"));
        using var heldLock = await AcquireLockAsync(side, cancellation).ConfigureAwait(false);
        await side.Source.WarmUpAsync(bench.Recording, label, cancellation).ConfigureAwait(false);
    }

    /// <summary>Records a run that serves only to find the steady state.</summary>
    public async Task<SteadyState> DetectSteadyStateAsync(RecordedSide side, CancellationToken cancellation)
    {
        ReportProgress(side, "detecting the steady state");
        using var heldLock = await AcquireLockAsync(side, cancellation).ConfigureAwait(false);
        using var run = await side.Source.RecordAsync(recorder, bench.Recording, "the steady-state run", cancellation).ConfigureAwait(false);
        using var importer = new ProfileImporter(options.Import with { KeepTimes = true, SearchTemporaryFolder = false });
        importer.Add(run.DataPath, null, [run.MapFolder]);
        var steadyState = SteadyState.Detect(importer.Build());
        ReportProgress(side, Describe(steadyState));
        return steadyState;
    }

    /// <summary>Records and imports the side's next run.</summary>
    /// <param name="planned">Runs that are planned so far, for the progress.</param>
    public async Task RecordAsync(RecordedSide side, int planned, CancellationToken cancellation)
    {
        var number = side.RunCount + 1;
        var label = string.Create(CultureInfo.InvariantCulture, $"run {number}");
        ReportProgress(side, string.Create(CultureInfo.InvariantCulture, $"{label} of {planned}"));
        for (var attempt = 0; ; attempt++)
        {
            using var heldLock = await AcquireLockAsync(side, cancellation).ConfigureAwait(false);
            using var run = await side.Source.RecordAsync(recorder, bench.Recording, label, cancellation).ConfigureAwait(false);
            var record = RunRecordFactory.Create(run, side.Source.CountedThreads);
            side.Source.ObserveSamples(record.Samples);
            if (attempt < MaxRetries && (FindProblem(record) ?? FindDisturbance(record)) is { } problem)
            {
                ReportProgress(side, $"{label} {problem}: recording it again");
                continue;
            }

            if (record.OtherLoad is { } load)
            {
                _otherLoads.Add(load);
            }

            Keep(run, side, number);
            side.Import(run);
            return;
        }
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

    // One recording at a time: see ProfilingLock. Acquired for each run, so that two builds proceed in parallel.
    private Task<ProfilingLock> AcquireLockAsync(RecordedSide side, CancellationToken cancellation) =>
        ProfilingLock.AcquireAsync(() => ReportProgress(side, "waiting for another benchmark on this machine"), cancellation: cancellation);

    private void ReportProgress(RecordedSide side, string text) =>
        progress?.Report(new HarnessProgress(bench.Name, side.Name.Length == 0 ? text : $"{side.Name} {text}"));
}
