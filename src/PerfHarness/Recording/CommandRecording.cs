using System.Diagnostics;
using System.Globalization;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Processes;
using PerfHarness.Recording.Runtimes;
using PerfHarness.Recording.Servers;

namespace PerfHarness.Recording;

/// <summary>
/// Records a command from its start:
/// <code>
///   suspended command ──► perf attaches, answers ──► released ──► [delay] ──► recording ──► command ends ──► perf writes its file
///                           │ fails: other options, or PH3xxx                                 │ what it left running is terminated
/// </code>
/// </summary>
internal sealed class CommandRecording : IDisposable
{
    // A server that is asked to stop may have requests to answer and data to write.
    private static readonly TimeSpan StopGracePeriod = TimeSpan.FromSeconds(10);

    private readonly PerfLauncher _launcher;
    private readonly CommandTarget _target;
    private readonly RecordOptions _options;
    private readonly RecordingFolder _folder;
    private readonly EchoedOutput? _output;
    private readonly SuspendedCommand _suspended;
    private readonly PerfSession _perf;
    private readonly List<Diagnostic> _diagnostics;

    private CommandRecording(
        PerfLauncher launcher, CommandTarget target, RecordOptions options, RecordingFolder folder, EchoedOutput? output,
        SuspendedCommand suspended, PerfSession perf, List<Diagnostic> diagnostics)
    {
        (_launcher, _target, _options, _folder, _output) = (launcher, target, options, folder, output);
        (_suspended, _perf, _diagnostics) = (suspended, perf, diagnostics);
    }

    /// <summary>CPU time that perf has used so far.</summary>
    public TimeSpan PerfTime => _perf.CpuTime;

    private Task<CommandResult> Exited => _suspended.Running.Exited;

    /// <param name="gracePeriod">How long the command may take after each signal when it is terminated.</param>
    /// <param name="stop">A signal from here ends the recording, which is then finished and returned; the command gets the same signal.
    /// Null where signals cancel.</param>
    public static async Task<RecordedRun> RunAsync(
        PerfLauncher launcher, CommandTarget target, RecordOptions options, RecordingFolder folder,
        TimeSpan gracePeriod, InterruptSource? stop, CancellationToken cancellation)
    {
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellation, stop?.Token ?? CancellationToken.None);
        using var recording = await PrepareAsync(launcher, target, options, folder, stopping.Token).ConfigureAwait(false);
        return await recording.RecordAsync(gracePeriod, stop, cancellation).ConfigureAwait(false);
    }

    /// <summary>Starts the command, suspended, and has perf attach to it: nothing of it has run yet.</summary>
    public static async Task<CommandRecording> PrepareAsync(
        PerfLauncher launcher, CommandTarget target, RecordOptions options, RecordingFolder folder, CancellationToken cancellation)
    {
        EchoedOutput? output = null;
        if (target.Load is { } load)
        {
            LoadProcess.ThrowIfNotFound(load);
            output = new EchoedOutput(target.Quiet, load.Readiness.Text);
        }

        var presets = RuntimePresets.Create(target.Program, folder.MapFolder, target.ToCommand().GetEnvironment(), target.Environment);
        var diagnostics = presets.Diagnostics.ToList();
        var environment = new Dictionary<string, string?>(presets.Environment) { [OperationsFile.Variable] = OperationsFile.GetPath(folder) };
        var suspended = SuspendedCommand.Start(target with { Output = output }, environment, folder);
        try
        {
            ProgramList.Write(folder.MapFolder, ProgramList.Find(target.Arguments, target.WorkingDirectory));
            var command = launcher.CreateCommand(options) with { OwnCpus = target.Cpus?.CreateComplement() };
            command = output is null ? command : command with { StartDisabled = true };
            command = options.PerCpu ? command.SampleAllCpus() : command with { Pids = [suspended.Running.Pid] };
            var perf = await launcher.AttachWithFallbackAsync(command, options, folder, diagnostics, cancellation).ConfigureAwait(false);
            return new CommandRecording(launcher, target, options, folder, output, suspended, perf, diagnostics);
        }
        catch
        {
            suspended.Dispose();
            throw;
        }
    }

    /// <summary>Releases the command, and records it to its end.</summary>
    /// <param name="gracePeriod">How long the command may take after each signal when it is terminated.</param>
    /// <param name="stop">As of <see cref="RunAsync"/>.</param>
    public async Task<RecordedRun> RecordAsync(TimeSpan gracePeriod, InterruptSource? stop, CancellationToken cancellation)
    {
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellation, stop?.Token ?? CancellationToken.None);
        try
        {
            var recorded = _output is null
                ? await RecordAsync(stopping.Token, cancellation).ConfigureAwait(false)
                : await new LoadedServerRecording(_launcher, _target, _options, _folder, _suspended, _perf, _output, _diagnostics)
                    .RecordAsync(stop, cancellation).ConfigureAwait(false);
            if (stop is { Signal: not 0 })
            {
                _suspended.Running.Terminate(StopGracePeriod, stop.Signal, stop.Repeated);
            }

            _suspended.Running.Terminate(gracePeriod);
            TemporaryMaps.Collect(recorded);
            NodeLogs.Remove(recorded, _target);
            return recorded;
        }
        catch (OperationCanceledException)
        {
            _suspended.Running.Terminate(gracePeriod);
            throw;
        }
    }

    /// <summary>Ends what still runs: the command without having run, if it was not recorded.</summary>
    public void Dispose()
    {
        _perf.Dispose();
        _suspended.Dispose();
    }

    /// <param name="stopping">Ends the recording; so does <paramref name="cancellation"/>, without a result.</param>
    private async Task<RecordedRun> RecordAsync(CancellationToken stopping, CancellationToken cancellation)
    {
        var cpuBefore = CpuClock.GetProcessTime(_suspended.Running.Pid) ?? TimeSpan.Zero;
        _suspended.Release();
        var (started, startedAt, busyBefore) = (DateTimeOffset.UtcNow, Stopwatch.GetTimestamp(), HostClock.GetBusyTimeOfOthers());
        try
        {
            if (_options.Delay > TimeSpan.Zero)
            {
                cpuBefore = await DelayAsync(stopping).ConfigureAwait(false);
                (started, startedAt, busyBefore) = (DateTimeOffset.UtcNow, Stopwatch.GetTimestamp(), HostClock.GetBusyTimeOfOthers());
            }

            await WaitForEndAsync(stopping).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            // A stop is the ordinary end of a server.
        }

        var (wallTime, busyTime) = (Stopwatch.GetElapsedTime(startedAt), HostClock.GetBusyTimeOfOthers() - busyBefore);
        var result = Exited.IsCompleted ? await Exited.ConfigureAwait(false) : null;
        var cpuTime = (result?.CpuTime ?? TimeSpan.Zero) + CpuClock.GetTreeTime(_suspended.Running.Tree.Find()) - cpuBefore;
        // They are those of the whole run.
        var isWhole = _options.Delay == TimeSpan.Zero && _options.Duration is null && !stopping.IsCancellationRequested;
        var times = new RunTimes(started, wallTime, cpuTime < TimeSpan.Zero ? TimeSpan.Zero : cpuTime, busyTime)
        {
            Operations = isWhole ? OperationsFile.Read(_folder, _diagnostics) : null,
        };
        var root = _options.PerCpu ? _suspended.Running.Pid : (int?)null;
        return await _launcher.FinishAsync(_perf, _folder, times, result?.Status, _diagnostics, root, _suspended.Running.Pid)
            .ConfigureAwait(false);
    }

    /// <summary>Waits for the delay and switches the events on.</summary>
    /// <returns>The CPU time used until then.</returns>
    private async Task<TimeSpan> DelayAsync(CancellationToken cancellation)
    {
        await Waiting.TryWaitAsync(Exited, _options.Delay, cancellation).ConfigureAwait(false);
        var used = CpuClock.GetTreeTime(_suspended.Running.Tree.Find());
        if (Exited.IsCompleted)
        {
            _diagnostics.Add(new Diagnostic(
                DiagnosticCodes.NoSamples, Severity.Warning,
                string.Create(CultureInfo.InvariantCulture, $"The command finished before the delay of {_options.Delay.TotalSeconds:0.###} s."),
                "Use a shorter --delay."));
        }
        else
        {
            await _perf.EnableAsync(cancellation).ConfigureAwait(false);
        }

        return used;
    }

    private async Task WaitForEndAsync(CancellationToken cancellation)
    {
        var duration = _options.Duration ?? Timeout.InfiniteTimeSpan;
        var ended = await Waiting.TryWaitAsync(Task.WhenAny(Exited, _perf.Exited), duration, cancellation).ConfigureAwait(false);
        if (ended && !Exited.IsCompleted && !await Waiting.TryWaitAsync(Exited, PerfSession.TargetExitDelay, cancellation).ConfigureAwait(false))
        {
            var outcome = (await _perf.Exited.ConfigureAwait(false)).Status;
            throw new PerfHarnessException(_perf.CreateFailure($"{outcome} in the middle of the run"));
        }
    }
}
