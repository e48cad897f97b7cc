using System.Diagnostics;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Processes;
using PerfHarness.Recording.Runtimes;

namespace PerfHarness.Recording;

/// <summary>Records running processes.</summary>
internal static class AttachRecording
{
    public static async Task<RecordedRun> RunAsync(
        PerfLauncher launcher, AttachTarget target, RecordOptions options, RecordingFolder folder,
        CancellationToken stop, CancellationToken cancellation)
    {
        var diagnostics = new List<Diagnostic>();
        var pids = ResolvePids(target);
        using var companion = target.Companion is { } command ? SuspendedCommand.Start(command, new Dictionary<string, string?>(), folder) : null;
        var attachDiagnostics = new DiagnosticBag();
        using var runtimes = AttachRuntimes(target, pids, options, attachDiagnostics);
        runtimes?.ListRequests(folder.Path);
        var perfCommand = launcher.CreateCommand(options) with
        {
            Pids = target.Tids.Count > 0 ? [] : pids, Tids = target.Tids, AllCpus = target.AllCpus, Cpus = target.Cpus,
        };
        using var perf = await launcher.AttachWithFallbackAsync(perfCommand, options, folder, diagnostics, cancellation).ConfigureAwait(false);
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(stop, cancellation);
        ProgramList.Write(folder.MapFolder, ProgramList.Find(pids));
        companion?.Release();
        var completion = companion is null ? (Task)perf.Exited : Task.WhenAny(companion.Running.Exited, perf.Exited);
        var (started, startedAt, cpuBefore) = (DateTimeOffset.UtcNow, Stopwatch.GetTimestamp(), GetCpuTime(pids));
        try
        {
            if (options.Delay > TimeSpan.Zero && !await Waiting.TryWaitAsync(completion, options.Delay, stopping.Token).ConfigureAwait(false))
            {
                await perf.EnableAsync(stopping.Token).ConfigureAwait(false);
                (started, startedAt, cpuBefore) = (DateTimeOffset.UtcNow, Stopwatch.GetTimestamp(), GetCpuTime(pids));
            }

            await Waiting.TryWaitAsync(completion, options.Duration ?? Timeout.InfiniteTimeSpan, stopping.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            // A stop is the ordinary end of such a recording.
        }

        // On only some CPUs, and of only some threads, the samples are a part of it.
        var cpuTime = target.Cpus is null && target.Tids.Count == 0 ? GetCpuTime(pids) - cpuBefore : null;
        var times = new RunTimes(started, Stopwatch.GetElapsedTime(startedAt), cpuTime);
        var status = companion?.Running.Exited is { IsCompletedSuccessfully: true } exited ? exited.Result.Status : (ExitStatus?)null;
        var recorded = await launcher.FinishAsync(perf, folder, times, status, diagnostics).ConfigureAwait(false);
        // Not before perf has stopped, so that the listing is not in the profile.
        runtimes?.Finish(folder.MapFolder, attachDiagnostics);
        foreach (var data in folder.DataFiles)
        {
            LiveCode.Capture(data, folder.MapFolder, started);
        }
        diagnostics.AddRange(attachDiagnostics.ToList());
        return recorded;
    }

    private static RuntimeAttach? AttachRuntimes(AttachTarget target, IReadOnlyList<int> pids, RecordOptions options, DiagnosticBag diagnostics) =>
        !options.RequestPerfMaps ? null
            : target.SamplesCpus ? RuntimeAttach.StartAll(diagnostics)
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
                    "Check the process id with 'ps -e'.");
            }
        }

        foreach (var name in target.Names)
        {
            var found = ProcessEntry.ReadAll().FindAll(entry => !entry.HasEnded && entry.Pid != Environment.ProcessId && HasName(entry, name));
            if (found.Count == 0)
            {
                throw new PerfHarnessException(DiagnosticCodes.AttachFailed, $"No process is named '{name}'.", "Check the name with 'ps -e'.");
            }

            pids.AddRange(found.Select(entry => entry.Pid));
        }

        foreach (var tid in target.Tids)
        {
            var status = ProcFile.Read(FormattableString.Invariant($"/proc/{tid}/status"));
            pids.Add(status is not null && TryGetThreadGroup(status) is { } pid
                ? pid
                : throw new PerfHarnessException(
                    DiagnosticCodes.AttachFailed, FormattableString.Invariant($"There is no thread {tid}."), "Check the thread id with 'ps -eL'."));
        }

        return pids.Count > 0 || target.SamplesCpus
            ? [.. pids.Distinct().Order()]
            : throw new PerfHarnessException(DiagnosticCodes.UsageError, "Nothing to record: neither a command nor a process nor CPUs were given.");
    }

    private static int? TryGetThreadGroup(string status)
    {
        var line = status.Split('\n').FirstOrDefault(line => line.StartsWith("Tgid:", StringComparison.Ordinal));
        return int.TryParse(line?[5..], System.Globalization.CultureInfo.InvariantCulture, out var pid) ? pid : null;
    }

    private static bool HasName(ProcessEntry entry, string name)
    {
        if (entry.Name == name)
        {
            return true;
        }

        // dotnet App.dll is named by its program's file and by its assembly.
        var arguments = ProcFile.Read(FormattableString.Invariant($"/proc/{entry.Pid}/cmdline"))?.Split('\0') ?? [];
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
