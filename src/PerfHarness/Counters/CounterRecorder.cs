using System.Diagnostics;
using System.Globalization;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Processes;
using PerfHarness.Recording;
using PerfHarness.Recording.Capabilities;
using PerfHarness.Runs;

namespace PerfHarness.Counters;

/// <summary>
/// Counts events with <c>perf stat</c>. perf starts the command itself, so that its counters begin and end exactly with it; its
/// numbers are passed on as they are.
/// </summary>
internal sealed class CounterRecorder
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(20);
    private readonly PerfCapabilities _capabilities;

    /// <exception cref="PerfHarnessException">perf cannot count here (PH3xxx).</exception>
    public CounterRecorder(PerfCapabilities capabilities)
    {
        ArgumentNullException.ThrowIfNull(capabilities);
        capabilities.ThrowIfImpossible();
        _capabilities = capabilities;
    }

    private string PerfPath => _capabilities.PerfPath ?? "perf";

    // user_time and system_time are events since perf 6.0.
    private bool CanTimeCommands =>
        int.TryParse(_capabilities.PerfVersion?.Split('.')[0], NumberStyles.None, CultureInfo.InvariantCulture, out var major) && major >= 6;

    /// <summary>Counts, as often as requested.</summary>
    /// <param name="onInterval">Gets each interval when it is over, where intervals are requested.</param>
    /// <param name="stop">Ends it early; what was counted until then is returned.</param>
    /// <exception cref="PerfHarnessException">perf cannot count this, or there is no such command.</exception>
    public async Task<CounterReport> CountAsync(
        CounterRequest request, Action<CounterReport>? onInterval, IProgress<HarnessProgress>? progress, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(request);
        var pids = request.Attach is { AllCpus: false, Cpus: null } attach ? AttachRecording.ResolvePids(attach) : [];
        await CheckAsync(request, stop).ConfigureAwait(false);
        var runs = new List<CounterRun>();
        ExitStatus? failure = null;
        while (runs.Count < request.Runs && failure is null && !stop.IsCancellationRequested)
        {
            if (request.Runs > 1)
            {
                progress?.Report(new HarnessProgress(
                    Bench.GetDefaultName(request.Command!), string.Create(CultureInfo.InvariantCulture, $"run {runs.Count + 1} of {request.Runs}")));
            }

            var run = await CountOnceAsync(request, pids, onInterval, stop).ConfigureAwait(false);

            // Of several runs, one that was cut short says nothing about the others.
            if (!run.IsInterrupted || runs.Count == 0)
            {
                runs.Add(run);
            }

            failure = run.IsInterrupted || run.Status.Success ? null : run.Status;
        }

        return new CounterReport
        {
            Subject = request.Describe(pids),
            Counters = Counter.Combine([.. runs.Select(run => run.Readings)]),
            Runs = runs.Count,
            Elapsed = [.. runs.Select(run => run.Elapsed)],
            User = [.. runs.Select(run => run.User).OfType<double>()],
            System = [.. runs.Select(run => run.System).OfType<double>()],
            TimesIncludePerf = !CanTimeCommands,
            LateClocks = runs.Count(run => run.IsClockLate),
            Failure = failure,
            IsInterrupted = stop.IsCancellationRequested,
        };
    }

    /// <summary>One execution without counting.</summary>
    public static async Task WarmUpAsync(CommandTarget command, CancellationToken cancellation)
    {
        var result = await command.ToCommand().ExecuteAsync(cancellation).ConfigureAwait(false);
        if (!result.Status.Success)
        {
            throw new PerfHarnessException(DiagnosticCodes.CommandFailed, $"{command} failed with {result.Status} in the warm-up run.");
        }
    }

    // perf shares its standard error with the command, so what it has to say about the events is heard beforehand.
    private async Task CheckAsync(CounterRequest request, CancellationToken stop)
    {
        if (request.Command is { } command)
        {
            var environment = command.ToCommand().GetEnvironment();
            if (ProgramPath.Find(command.Program, environment.GetValueOrDefault("PATH"), command.WorkingDirectory) is null)
            {
                throw new CommandException(
                    DiagnosticCodes.CommandNotFound, command.ToString(), "no such executable file",
                    "Check the spelling, PATH, and that the file has its executable bit (chmod +x).");
            }
        }

        if (request.Events.Count == 0 && !request.AttachesToCpus && !request.Attaches)
        {
            return;
        }

        var probe = request with
        {
            Interval = null, IntervalCount = null, Timeout = null, Delay = null, Flags = [], Command = new CommandTarget("true", []),
        };
        var pids = request.Attach is { AllCpus: false, Cpus: null } attach ? AttachRecording.ResolvePids(attach) : [];
        var perf = Command.Create(PerfPath).WithArguments(probe.ToArguments("/dev/null", pids, CanTimeCommands)).WithExitCodeCheck(false)
            .WithEnvironment([new("LC_ALL", "C")]);
        var result = await perf.ExecuteBufferedAsync(stop).ConfigureAwait(false);
        if (!result.Status.Success)
        {
            var asked = new PerfRequest { SystemWide = request.AttachesToCpus, Pids = pids, Events = string.Join(',', request.ExpandedEvents) };
            throw new PerfHarnessException(PerfFailure.Explain(result.StandardError, perf.ToString(), result.Status.ToString(), asked));
        }
    }

    private async Task<CounterRun> CountOnceAsync(
        CounterRequest request, IReadOnlyList<int> pids, Action<CounterReport>? onInterval, CancellationToken stop)
    {
        using var folder = RecordingFolder.Create();
        var output = Path.Combine(folder.Path, "stat.csv");
        var arguments = request.ToArguments(output, pids, CanTimeCommands);
        var perf = ((request.Command ?? new CommandTarget("perf", [])) with { Program = PerfPath, Arguments = arguments }).ToCommand()
            .WithEnvironment([new(ProcessTree.MarkVariable, folder.Path)]);
        var started = Stopwatch.GetTimestamp();
        using var running = perf.Start();
        var reader = new CounterReader(output, request, request.Describe(pids), onInterval);
        var isInterrupted = !await WaitAsync(running, reader, stop).ConfigureAwait(false);
        var unwaited = request.Command is not null && running.Exited.IsCompletedSuccessfully ? UnwaitedCommand.Reap(running) : null;
        var result = await running.WaitAsync(CancellationToken.None).ConfigureAwait(false);
        reader.ReadToEnd();
        reader.EndInterval();
        return reader.HasRead || isInterrupted
            ? CounterRun.Create(reader.Readings, result, unwaited, Stopwatch.GetElapsedTime(started), isInterrupted, hasCommand: !request.Attaches)
            : throw new PerfHarnessException(
                DiagnosticCodes.PerfFailed,
                $"perf stat failed with {result.Status} and counted nothing.",
                "Choose other events with -e ('dotnet perfharness events' lists them), or run 'dotnet perfharness doctor'.");
    }

    /// <returns>False if it was stopped.</returns>
    private static async Task<bool> WaitAsync(RunningCommand running, CounterReader reader, CancellationToken stop)
    {
        try
        {
            var time = reader.IsFollowing ? PollInterval : Timeout.InfiniteTimeSpan;
            while (!await Waiting.TryWaitAsync(running.Exited, time, stop).ConfigureAwait(false))
            {
                reader.ReadToEnd();
            }

            return true;
        }
        catch (OperationCanceledException)
        {
            await Task.Run(() => StatInterruption.Stop(running), CancellationToken.None).ConfigureAwait(false);
            return false;
        }
    }
}
