using System.Globalization;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Gating;
using PerfHarness.Import;
using PerfHarness.Processes;
using PerfHarness.Recording;

namespace PerfHarness.Runs;

/// <summary>
/// Records one run after another. A run that lost samples, or whose samples do not add up to the CPU time that the kernel
/// counted, is recorded again, twice at most; that is decided before anyone has looked at its shares.
/// </summary>
internal sealed class RunRecorder(Bench bench, PerfCapabilities capabilities, HarnessOptions options, IProgress<HarnessProgress>? progress)
{
    /// <summary>Times that an unfit run is recorded again.</summary>
    private const int MaxRetries = 2;

    /// <summary>The environment is made up to this many bytes longer: where the stack begins decides over alignment and caches.</summary>
    private const int MaxPadding = 4096;
    private const string PaddingVariable = "PERFHARNESS_PADDING";

    private readonly PerfRecorder _recorder = new(capabilities);

    /// <summary>Runs the command without recording it.</summary>
    public async Task WarmUpAsync(RecordedSide side, int number, CancellationToken cancellation)
    {
        ReportProgress(side, string.Create(CultureInfo.InvariantCulture, $"warm-up {number} of {bench.Warmups}"), 0, 0);
        using var turn = await AcquireLockAsync(side, cancellation).ConfigureAwait(false);
        if (bench.Body is { } region)
        {
            await region.WarmUpAsync(bench.Recording, cancellation).ConfigureAwait(false);
            return;
        }

        var result = await RunWithTimeoutAsync(side, token => MarkLockHeld(side.Command).ToCommand().WithGracePeriod(TimeSpan.FromSeconds(2)).ExecuteAsync(token), cancellation).ConfigureAwait(false);
        ThrowIfFailed(side, result.Status, string.Create(CultureInfo.InvariantCulture, $"warm-up {number}"));
    }

    /// <summary>Records a run that is looked at for its plateau only.</summary>
    public async Task<SteadyState> DetectSteadyStateAsync(RecordedSide side, CancellationToken cancellation)
    {
        ReportProgress(side, "a run to find where the profile becomes steady", 0, 0);
        using var turn = await AcquireLockAsync(side, cancellation).ConfigureAwait(false);
        using var run = await RunWithTimeoutAsync(side, token => _recorder.RecordAsync(MarkLockHeld(side.Command), bench.Recording, token), cancellation).ConfigureAwait(false);
        if (run.CommandStatus is { } status)
        {
            ThrowIfFailed(side, status, "the run to find the plateau");
        }

        using var importer = new ProfileImporter(options.Import with { KeepTimes = true, SearchTemporaryFolder = false });
        importer.Add(run.DataPath, null, [run.MapFolder]);
        var plateau = SteadyState.Detect(importer.Build());
        ReportProgress(side, plateau.IsReached
            ? string.Create(CultureInfo.InvariantCulture, $"steady from {plateau.Start.TotalSeconds:0.00} s of {plateau.Length.TotalSeconds:0.00} s on: what is before is cut off")
            : string.Create(CultureInfo.InvariantCulture, $"not even the last third of its {plateau.Length.TotalSeconds:0.00} s is steady: {plateau.Start.TotalSeconds:0.00} s are cut off"), 0, 0);
        return plateau;
    }

    /// <summary>Records and imports the side's next run.</summary>
    /// <param name="planned">Runs that are planned so far, for people.</param>
    public async Task RecordAsync(RecordedSide side, int planned, CancellationToken cancellation)
    {
        var number = side.RunCount + 1;
        var what = string.Create(CultureInfo.InvariantCulture, $"run {number}");
        ReportProgress(side, string.Create(CultureInfo.InvariantCulture, $"run {number} of {planned}"), number, planned);
        for (var attempt = 0; ; attempt++)
        {
            using var turn = await AcquireLockAsync(side, cancellation).ConfigureAwait(false);
            using var run = bench.Body is { } region
                ? await region.RecordAsync(_recorder, bench.Recording, cancellation).ConfigureAwait(false)
                : await RunWithTimeoutAsync(side, token => _recorder.RecordAsync(AddPadding(side.Command), bench.Recording, token), cancellation).ConfigureAwait(false);
            if (run.CommandStatus is { } status)
            {
                ThrowIfFailed(side, status, what);
            }

            var probe = RunProbe.Probe(run, bench.Body?.Threads);
            bench.Body?.AdjustCpuTime(probe.Run.Samples);
            if (attempt < MaxRetries && options.IsGateEnabled && RunQuality.FindProblem(probe.Run, long.MaxValue, options.Policy) is { } problem)
            {
                ReportProgress(side, $"{what} {problem}: it is recorded again", number, planned);
                continue;
            }

            if (options.KeepRecordings)
            {
                run.CopyTo(Path.Combine(OutputFolder.GetPath(options, bench), "recordings", side.Name, number.ToString("00", CultureInfo.InvariantCulture)));
            }

            side.Import(run, probe.Runtime);
            return;
        }
    }

    // One recording at a time: see ProfilingTurn. Taken anew for each run, so that two builds go on side by side.
    private Task<ProfilingLock> AcquireLockAsync(RecordedSide side, CancellationToken cancellation) =>
        ProfilingLock.AcquireAsync(() => ReportProgress(side, "waits while another benchmark is recorded on this machine", 0, 0), cancellation: cancellation);

    private static CommandTarget MarkLockHeld(CommandTarget command) =>
        command with { Environment = new Dictionary<string, string?>(command.Environment) { [ProfilingLock.HeldVariable] = "1" } };

    private static CommandTarget AddPadding(CommandTarget command)
    {
        var environment = new Dictionary<string, string?>(MarkLockHeld(command).Environment);
        environment.TryAdd(PaddingVariable, new string('x', Random.Shared.Next(MaxPadding)));
        return command with { Environment = environment };
    }

    private async Task<T> RunWithTimeoutAsync<T>(RecordedSide side, Func<CancellationToken, Task<T>> work, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        if (bench.Timeout is { } timeout)
        {
            limit.CancelAfter(timeout);
        }

        try
        {
            return await work(limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested && limit.IsCancellationRequested)
        {
            throw new PerfHarnessException(DiagnosticCodes.CommandTimedOut,
                string.Create(CultureInfo.InvariantCulture, $"{side.Command} was still running after {bench.Timeout?.TotalSeconds:0.###} s and was ended."), "Give it a longer timeout, or less work.");
        }
    }

    private static void ThrowIfFailed(RecordedSide side, ExitStatus status, string what)
    {
        if (!status.Success)
        {
            throw new PerfHarnessException(DiagnosticCodes.CommandFailed, $"{side.Command} ended with {status} in {what}.", "Run it by itself to see why; only runs that succeed are measured.");
        }
    }

    private void ReportProgress(RecordedSide side, string text, int run, int planned) =>
        progress?.Report(new HarnessProgress(bench.Name, side.Name.Length == 0 ? text : $"{side.Name} {text}", run, planned));
}
