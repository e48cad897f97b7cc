using System.Globalization;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Processes;
using PerfHarness.Recording.Capabilities;

namespace PerfHarness.Recording;

/// <summary>Starts and stops <c>perf record</c>, for every way to record: of a command, of running processes, of a region.</summary>
internal sealed class PerfLauncher(PerfCapabilities capabilities)
{
    /// <summary>Times that perf is started again after it ended at its start without a word.</summary>
    private const int MaxSilentEnds = 2;

    // With copies of the stack; perf's own choice holds 16 of them, and without privileges there is no more.
    private const int DwarfBufferPages = 1024;

    /// <summary>How long perf may take to attach.</summary>
    public TimeSpan AttachTimeout { get; init; } = PerfSession.AttachTimeout;

    /// <summary>How long perf may take to finish its file.</summary>
    public TimeSpan StopTimeout { get; init; } = PerfSession.StopTimeout;

    public PerfCommand CreateCommand(RecordOptions options) => new()
    {
        PerfPath = capabilities.PerfPath ?? "perf",
        Output = "perf.data",
        Frequency = options.Frequency,
        SampleOccurrences = options.SampleOccurrences,
        Period = options.Period,
        // Time on the CPUs beside time off them.
        Event = options.Event ?? (options.OffCpu ? PerfEvents.CpuClock : capabilities.DefaultEvent),
        OffCpu = CheckOffCpu(options),
        Filters = options.Filters,
        ControlGroup = options.ControlGroup,
        CallGraph = options.CallGraph,
        DwarfStackBytes = options.DwarfStackBytes,
        MaxStack = CheckMaxStack(options.MaxStack),
        UserOnly = options.UserOnly || (!capabilities.CanSampleKernel && !options.KernelOnly),
        KernelOnly = options.KernelOnly,
        BufferPages = options.BufferPages ?? (options.CallGraph == CallGraphMode.Dwarf && Environment.IsPrivilegedProcess ? DwarfBufferPages : null),
        SwitchOutput = options.SwitchOutput,
        SwitchMaxFiles = options.SwitchMaxFiles,
        StartDisabled = options.Delay > TimeSpan.Zero,
    };

    /// <summary>
    /// Starts perf, with a smaller buffer or another event if the machine requires it and the user did not choose; and again if it
    /// ended without a word, as it does now and then where the threads of a process come and go while it attaches.
    /// </summary>
    public async Task<PerfSession> AttachWithFallbackAsync(
        PerfCommand command, RecordOptions options, RecordingFolder folder, List<Diagnostic> diagnostics, CancellationToken cancellation)
    {
        var silentEnds = 0;
        while (true)
        {
            try
            {
                return await PerfSession.StartAsync(command, folder, AttachTimeout, cancellation).ConfigureAwait(false);
            }
            catch (PerfEndedSilentlyException) when (silentEnds < MaxSilentEnds)
            {
                silentEnds++;
            }
            catch (PerfEndedSilentlyException e)
            {
                throw new PerfHarnessException(e.Diagnostic with
                {
                    Message = string.Create(CultureInfo.InvariantCulture, $"{e.Diagnostic.Message} So it did {silentEnds + 1} times in succession."),
                });
            }
            catch (PerfHarnessException e) when (CanShrinkBuffer(e, command, options))
            {
                command = ShrinkBuffer(command, e.Diagnostic, diagnostics);
            }
            catch (PerfHarnessException e) when (command.RecordsBuildIds && IsBuildIdFailure(e.Diagnostic))
            {
                command = command with { RecordsBuildIds = false };
            }
            catch (PerfHarnessException e) when (CanUseClock(e, command, options))
            {
                command = UseClock(command, diagnostics);
            }
        }
    }

    /// <summary>Stops perf and waits for its file.</summary>
    public async Task<RecordedRun> FinishAsync(
        PerfSession perf, RecordingFolder folder, RunTimes times, ExitStatus? status, List<Diagnostic> diagnostics, int? rootPid = null,
        int? gatePid = null)
    {
        diagnostics.AddRange(await perf.StopAsync(StopTimeout).ConfigureAwait(false));
        var lost = perf.CountLostChunks();
        if (lost > 0)
        {
            diagnostics.Add(new Diagnostic(
                DiagnosticCodes.LostSamples, Severity.Warning,
                string.Create(CultureInfo.InvariantCulture, $"perf lost {lost} chunk{(lost == 1 ? "" : "s")} of samples while recording."),
                "Lower the frequency, or reduce the load on the machine."));
        }

        return new RecordedRun(folder)
        {
            PerfCommand = perf.Command,
            Started = times.Started,
            WallTime = times.WallTime,
            CpuTime = times.CpuTime,
            BusyTime = times.BusyTime,
            Operations = times.Operations,
            RootPid = rootPid,
            GatePid = gatePid,
            CommandStatus = status,
            LostChunks = lost,
            Diagnostics = diagnostics,
        };
    }

    private bool CheckOffCpu(RecordOptions options) => options.OffCpu && (options.UserOnly || !capabilities.CanSampleKernel)
        ? throw new PerfHarnessException(
            DiagnosticCodes.EventUnsupported, "Context switches happen in the kernel, which may not be recorded here.",
            options.UserOnly ? "Omit --user-only." : "Allow it: sudo sysctl kernel.perf_event_paranoid=1")
        : options.OffCpu;

    private static int? CheckMaxStack(int? depth) => depth > KernelLimits.ReadMaxStack()
        ? throw new PerfHarnessException(
            DiagnosticCodes.EventUnsupported,
            string.Create(CultureInfo.InvariantCulture,
                $"The kernel cuts stacks after {KernelLimits.ReadMaxStack()} frames, so that --max-stack {depth} is not possible."),
            string.Create(CultureInfo.InvariantCulture, $"Raise the limit: sudo sysctl kernel.perf_event_max_stack={depth}"))
        : depth;

    // "unknown option `buildid-mmap'", or "no support to record build id in mmap events, update your kernel".
    private static bool IsBuildIdFailure(Diagnostic failure) =>
        failure.Message.Contains("unknown option `buildid-mmap", StringComparison.Ordinal)
        || failure.Message.Contains("no support to record build id", StringComparison.Ordinal);

    private static bool CanShrinkBuffer(PerfHarnessException failure, PerfCommand command, RecordOptions options) =>
        failure.Diagnostic.Code == DiagnosticCodes.MlockLimit && options.BufferPages is null && command.BufferPages is null or > 1;

    private static PerfCommand ShrinkBuffer(PerfCommand command, Diagnostic failure, List<Diagnostic> diagnostics)
    {
        var pages = command.BufferPages is { } before ? before / 4 : 64;
        diagnostics.RemoveAll(d => d.Code == DiagnosticCodes.MlockLimit);
        diagnostics.Add(new Diagnostic(
            DiagnosticCodes.MlockLimit, Severity.Warning,
            string.Create(
                CultureInfo.InvariantCulture, $"The locked-memory limit allows a buffer of only {pages} pages per CPU; samples may be lost."),
            failure.Remedy));
        return command with { BufferPages = pages };
    }

    private static bool CanUseClock(PerfHarnessException failure, PerfCommand command, RecordOptions options) =>
        failure.Diagnostic.Code == DiagnosticCodes.EventUnsupported && options.Event is null
        && command.Event != PerfEvents.CpuClock && command.CallGraph != CallGraphMode.LastBranchRecord;

    private static PerfCommand UseClock(PerfCommand command, List<Diagnostic> diagnostics)
    {
        diagnostics.Add(new Diagnostic(
            DiagnosticCodes.NoHardwareCounters, Severity.Info,
            $"{command.Event} cannot be sampled here; using {PerfEvents.CpuClock} instead."));
        return command with { Event = PerfEvents.CpuClock };
    }
}
