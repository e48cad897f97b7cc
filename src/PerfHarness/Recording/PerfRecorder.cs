using System.Diagnostics;
using System.Globalization;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Processes;

namespace PerfHarness.Recording;

/// <summary>
/// Records one run under <c>perf record</c>. For a command:
/// <code>
///   held command ──► perf attaches, answers ──► released ──► [delay] ──► recording ──► command ends ──► perf writes its file
///                      │ fails: other options, or PH3xxx                                 │ what it left running is ended
/// </code>
/// Whatever happens, no process and no folder is left: on failure and cancellation both are gone before the exception is
/// out, on success the folder goes with the <see cref="RecordedRun"/>.
/// </summary>
internal sealed class PerfRecorder(PerfCapabilities capabilities)
{
    /// <summary>How long perf may take to attach.</summary>
    internal TimeSpan AttachTimeout { get; init; } = PerfSession.AttachTimeout;

    /// <summary>How long perf may take to finish its file.</summary>
    internal TimeSpan StopTimeout { get; init; } = TimeSpan.FromSeconds(120);

    /// <summary>How long a cancelled command may take after each signal.</summary>
    internal TimeSpan GracePeriod { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Where the private folder is made; null for the folder for temporary files.</summary>
    internal string? TemporaryFolder { get; init; }

    /// <summary>Records a command from its start to its end, or until the options' duration is over.</summary>
    /// <exception cref="PerfHarnessException">Profiling is impossible here (PH3xxx), or there is no such command (PH5002).
    /// A command that fails is no exception: see <see cref="RecordedRun.CommandStatus"/>.</exception>
    /// <exception cref="OperationCanceledException">Cancelled, or interrupted by a signal.</exception>
    public Task<RecordedRun> RecordAsync(CommandTarget target, RecordOptions options, CancellationToken cancellation = default) =>
        RunInFolderAsync(
            async (folder, interrupted) =>
            {
                using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, interrupted);
                return await RecordCommandAsync(target, options, folder, either.Token).ConfigureAwait(false);
            },
            cancellation);

    /// <summary>Records what runs already until <paramref name="stop"/>, the duration, the companion's end or the end of the
    /// processes.</summary>
    /// <param name="stop">Ends the recording, which is then finished and returned; so does a signal such as Ctrl-C.</param>
    public Task<RecordedRun> AttachAsync(
        AttachTarget target, RecordOptions options, CancellationToken stop = default, CancellationToken cancellation = default) =>
        RunInFolderAsync(
            async (folder, interrupted) =>
            {
                using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, interrupted);
                return await AttachRecording.RunAsync(this, target, options, folder, either.Token, cancellation).ConfigureAwait(false);
            },
            cancellation);

    /// <summary>Attaches to processes, by default our own, with recording switched off: see <see cref="RegionRecording"/>.</summary>
    public Task<RegionRecording> StartRegionAsync(RecordOptions options, IEnumerable<int>? pids = null, CancellationToken cancellation = default)
    {
        capabilities.ThrowIfImpossible();
        return RegionRecording.StartAsync(this, pids ?? [Environment.ProcessId], options, RecordingFolder.Create(TemporaryFolder), cancellation);
    }

    internal PerfCommand CreateCommand(RecordOptions options) => new()
    {
        PerfPath = capabilities.PerfPath ?? "perf",
        Output = "perf.data",
        Frequency = options.Frequency,
        Event = options.Event ?? capabilities.DefaultEvent,
        CallGraph = options.CallGraph,
        DwarfStackBytes = options.DwarfStackBytes,
        UserOnly = options.UserOnly || !capabilities.CanSampleKernel,
        BufferPages = options.BufferPages,
        StartDisabled = options.Delay > TimeSpan.Zero,
    };

    /// <summary>Starts perf, with less where the machine does not allow what was asked for and the user did not insist.</summary>
    internal async Task<PerfSession> AttachWithFallbackAsync(
        PerfCommand command, RecordOptions options, RecordingFolder folder, List<Diagnostic> diagnostics, CancellationToken cancellation)
    {
        while (true)
        {
            try
            {
                return await PerfSession.StartAsync(command, folder, AttachTimeout, cancellation).ConfigureAwait(false);
            }
            catch (PerfHarnessException e) when (e.Diagnostic.Code == DiagnosticCodes.MlockLimit
                && options.BufferPages is null && command.BufferPages is null or > 1)
            {
                command = command with { BufferPages = command.BufferPages is { } pages ? pages / 4 : 64 };
                diagnostics.RemoveAll(d => d.Code == DiagnosticCodes.MlockLimit);
                diagnostics.Add(new Diagnostic(
                    DiagnosticCodes.MlockLimit, Severity.Warning,
                    string.Create(CultureInfo.InvariantCulture, $"The locked-memory limit allows a buffer of only {command.BufferPages} pages for each CPU; samples may be lost."),
                    e.Diagnostic.Remedy));
            }
            catch (PerfHarnessException e) when (e.Diagnostic.Code == DiagnosticCodes.EventUnsupported
                && options.Event is null && command.Event != PerfCapabilities.ClockEvent && command.CallGraph != CallGraphMode.LastBranchRecord)
            {
                diagnostics.Add(new Diagnostic(
                    DiagnosticCodes.NoHardwareCounters, Severity.Info, $"{command.Event} cannot be sampled here; {PerfCapabilities.ClockEvent} is used."));
                command = command with { Event = PerfCapabilities.ClockEvent };
            }
        }
    }

    internal async Task<RecordedRun> FinishAsync(
        PerfSession perf, RecordingFolder folder, DateTimeOffset started, TimeSpan wall, TimeSpan? cpu, ExitStatus? status, List<Diagnostic> diagnostics, TimeSpan? busy = null)
    {
        diagnostics.AddRange(await perf.StopAsync(StopTimeout).ConfigureAwait(false));
        return new RecordedRun(folder)
        {
            PerfCommand = perf.Command,
            Started = started,
            WallTime = wall,
            CpuTime = cpu,
            BusyTime = busy,
            CommandStatus = status,
            LostChunks = perf.CountLostEvents(),
            Diagnostics = diagnostics,
        };
    }

    private async Task<RecordedRun> RunInFolderAsync(Func<RecordingFolder, CancellationToken, Task<RecordedRun>> record, CancellationToken cancellation)
    {
        capabilities.ThrowIfImpossible();
        cancellation.ThrowIfCancellationRequested();
        var interrupts = InterruptSource.Listen();
        RecordingFolder? folder = null;
        try
        {
            folder = RecordingFolder.Create(TemporaryFolder);
            return await record(folder, interrupts.Token).ConfigureAwait(false);
        }
        catch
        {
            folder?.Dispose();
            if (!cancellation.IsCancellationRequested)
            {
                interrupts.ReraiseSignal();
            }

            throw;
        }
        finally
        {
            interrupts.Dispose();
        }
    }

    private async Task<RecordedRun> RecordCommandAsync(CommandTarget target, RecordOptions options, RecordingFolder folder, CancellationToken cancellation)
    {
        var presets = RuntimePresets.Create(target.Program, folder.MapFolder, target.ToCommand().GetEnvironment(), target.Environment);
        var diagnostics = presets.Diagnostics.ToList();
        using var held = SuspendedCommand.Start(target, presets.Environment, folder);
        var command = CreateCommand(options) with { Pids = [held.Running.Pid] };
        using var perf = await AttachWithFallbackAsync(command, options, folder, diagnostics, cancellation).ConfigureAwait(false);
        try
        {
            return await RecordReleasedAsync(held, perf, options, folder, diagnostics, cancellation).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            held.Running.Terminate(GracePeriod);
            throw;
        }
    }

    private async Task<RecordedRun> RecordReleasedAsync(
        SuspendedCommand held, PerfSession perf, RecordOptions options, RecordingFolder folder, List<Diagnostic> diagnostics, CancellationToken cancellation)
    {
        var exited = held.Running.Exited;
        var before = CpuClock.GetProcessTime(held.Running.Pid) ?? TimeSpan.Zero;
        held.Release();
        if (options.Delay > TimeSpan.Zero)
        {
            await TryWaitAsync(exited, options.Delay, cancellation).ConfigureAwait(false);
            before = CpuClock.GetTreeTime(held.Running.Tree.Find());
            if (exited.IsCompleted)
            {
                diagnostics.Add(new Diagnostic(
                    DiagnosticCodes.NoSamples, Severity.Warning,
                    string.Create(CultureInfo.InvariantCulture, $"The command ended before the delay of {options.Delay.TotalSeconds:0.###} s was over."),
                    "Use a shorter --delay."));
            }
            else
            {
                await perf.EnableAsync(cancellation).ConfigureAwait(false);
            }
        }

        var (started, startedAt, busyBefore) = (DateTimeOffset.UtcNow, Stopwatch.GetTimestamp(), HostClock.GetBusyTime());
        var perfEnded = await TryWaitAsync(Task.WhenAny(exited, perf.Exited), options.Duration ?? Timeout.InfiniteTimeSpan, cancellation).ConfigureAwait(false)
            && !exited.IsCompleted;

        // perf ends by itself when all it watches has ended, and may be noticed first.
        if (perfEnded && !await TryWaitAsync(exited, TimeSpan.FromSeconds(2), cancellation).ConfigureAwait(false))
        {
            var outcome = (await perf.Exited.ConfigureAwait(false)).Status;
            throw new PerfHarnessException(perf.CreateFailure($"{outcome} in the middle of the run"));
        }

        var (wall, busy) = (Stopwatch.GetElapsedTime(startedAt), HostClock.GetBusyTime() - busyBefore);
        var result = exited.IsCompleted ? await exited.ConfigureAwait(false) : null;
        var cpu = (result?.CpuTime ?? TimeSpan.Zero) + CpuClock.GetTreeTime(held.Running.Tree.Find()) - before;
        var recording = await FinishAsync(
            perf, folder, started, wall, cpu < TimeSpan.Zero ? TimeSpan.Zero : cpu, result?.Status, diagnostics, busy).ConfigureAwait(false);
        held.Running.Terminate(GracePeriod);
        TemporaryMaps.Collect(recording);
        return recording;
    }

    /// <returns>True where the task ended, false where the time was over.</returns>
    internal static async Task<bool> TryWaitAsync(Task task, TimeSpan time, CancellationToken cancellation)
    {
        try
        {
            await task.WaitAsync(time, cancellation).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            return false;
        }

        return true;
    }
}
