using System.Diagnostics;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Processes;

namespace PerfHarness.Recording;

/// <summary>Records processes that run already.</summary>
internal static class AttachRecording
{
    public static async Task<RecordedRun> RunAsync(
        PerfRecorder recorder, AttachTarget target, RecordOptions options, RecordingFolder folder, CancellationToken stop, CancellationToken cancellation)
    {
        var diagnostics = new List<Diagnostic>();
        var pids = ResolvePids(target);
        using var companion = target.Companion is { } command ? SuspendedCommand.Start(command, new Dictionary<string, string?>(), folder) : null;
        var asked = new DiagnosticBag();
        using var runtimes = AttachRuntimes(target, pids, options, asked);
        var describes = recorder.CreateCommand(options) with { Pids = pids, AllCpus = target.AllCpus, Cpus = target.Cpus };
        using var perf = await recorder.AttachWithFallbackAsync(describes, options, folder, diagnostics, cancellation).ConfigureAwait(false);
        using var until = CancellationTokenSource.CreateLinkedTokenSource(stop, cancellation);
        companion?.Release();
        var ended = companion is null ? (Task)perf.Exited : Task.WhenAny(companion.Running.Exited, perf.Exited);
        var (started, startedAt) = (DateTimeOffset.UtcNow, Stopwatch.GetTimestamp());
        var before = GetCpuTime(pids);
        try
        {
            if (options.Delay > TimeSpan.Zero && !await PerfRecorder.TryWaitAsync(ended, options.Delay, until.Token).ConfigureAwait(false))
            {
                await perf.EnableAsync(until.Token).ConfigureAwait(false);
                (started, startedAt, before) = (DateTimeOffset.UtcNow, Stopwatch.GetTimestamp(), GetCpuTime(pids));
            }

            await PerfRecorder.TryWaitAsync(ended, options.Duration ?? Timeout.InfiniteTimeSpan, until.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            // Asked to stop: that is the ordinary end of such a recording.
        }

        var cpu = GetCpuTime(pids) - before;
        var status = companion?.Running.Exited is { IsCompletedSuccessfully: true } exited ? exited.Result.Status : (ExitStatus?)null;
        var recorded = await recorder.FinishAsync(perf, folder, started, Stopwatch.GetElapsedTime(startedAt), cpu, status, diagnostics).ConfigureAwait(false);
        // Not before perf has stopped, so that the listing is not in the profile.
        runtimes?.Finish(folder.MapFolder, asked);
        diagnostics.AddRange(asked.ToList());
        return recorded;
    }

    private static RuntimeAttach? AttachRuntimes(AttachTarget target, IReadOnlyList<int> pids, RecordOptions options, DiagnosticBag diagnostics) =>
        !options.RequestPerfMaps ? null
            : target.AllCpus || target.Cpus is not null ? RuntimeAttach.StartAll(diagnostics)
            : RuntimeAttach.Start(pids, diagnostics);

    /// <summary>The ids to attach to.</summary>
    internal static IReadOnlyList<int> ResolvePids(AttachTarget target)
    {
        var pids = target.Pids.ToList();
        foreach (var pid in pids)
        {
            if (ProcessEntry.Read(pid) is null)
            {
                throw new PerfHarnessException(
                    DiagnosticCodes.AttachFailed, $"There is no process {pid.ToString(System.Globalization.CultureInfo.InvariantCulture)}.",
                    "Check the id: ps -e shows them.");
            }
        }

        foreach (var name in target.Names)
        {
            var found = ProcessEntry.ReadAll().FindAll(entry => !entry.HasEnded && entry.Pid != Environment.ProcessId && HasName(entry, name));
            if (found.Count == 0)
            {
                throw new PerfHarnessException(DiagnosticCodes.AttachFailed, $"No process is named '{name}'.", "Check the name: ps -e shows them.");
            }

            pids.AddRange(found.Select(entry => entry.Pid));
        }

        return pids.Count > 0 || target.AllCpus || target.Cpus is not null
            ? [.. pids.Distinct().Order()]
            : throw new PerfHarnessException(DiagnosticCodes.UsageError, "Nothing to record: neither a command nor a process nor CPUs were given.");
    }

    private static bool HasName(ProcessEntry entry, string name)
    {
        if (entry.Name == name)
        {
            return true;
        }

        // dotnet App.dll is named by its program's file and by its assembly.
        var arguments = ProcFile.Read(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"/proc/{entry.Pid}/cmdline"))?.Split('\0') ?? [];
        return arguments.Length > 0 && Path.GetFileName(arguments[0]) == name
            || arguments.Length > 1 && Path.GetFileName(arguments[1]) is var second && (second == name || second == name + ".dll");
    }

    private static TimeSpan? GetCpuTime(IReadOnlyList<int> pids)
    {
        TimeSpan? sum = pids.Count == 0 ? null : TimeSpan.Zero;
        foreach (var pid in pids)
        {
            sum += CpuClock.GetProcessTime(pid);
        }

        return sum;
    }
}
