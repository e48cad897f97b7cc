using System.Globalization;

namespace PerfHarness.Processes;

/// <summary>
/// A process that we started, with all its descendants. A descendant is found by any of:
/// <code>
///   parent chain ── reaches the root                       ordinary children
///   session id   ── is the root's                          children whose parent has ended
///   environment  ── carries the root's marker              daemons that created their own session
/// </code>
/// The three are followed to their closure, since what a daemon starts has the daemon for its parent.
/// </summary>
internal sealed class ProcessTree(int root, string? marker)
{
    private static readonly TimeSpan KillTimeout = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(10);

    /// <summary>The variable that identifies a recording's processes, even those that have left its session.</summary>
    public const string MarkVariable = "PERFHARNESS_RECORDING";

    /// <summary>
    /// Set once the root has been waited for. Its id may then belong to another process, unless it still is a session's:
    /// the kernel does not reuse such an id.
    /// </summary>
    public bool IsRootReaped { get; set; }

    /// <summary>The root and its descendants, including those that have ended and were not waited for.</summary>
    public List<ProcessEntry> Find()
    {
        var all = ProcessEntry.ReadAll();
        var found = new HashSet<int>();
        var sessions = new HashSet<int> { root };
        if (!IsRootReaped)
        {
            found.Add(root);
        }

        var markerEntry = marker is null ? null : $"{MarkVariable}={marker}";
        foreach (var entry in all)
        {
            if (entry.Session == root || (markerEntry is not null && entry.Pid != Environment.ProcessId && HasMarker(entry.Pid, markerEntry)))
            {
                found.Add(entry.Pid);
            }
        }

        for (var changed = true; changed;)
        {
            changed = false;
            foreach (var entry in all)
            {
                if ((found.Contains(entry.Parent) || sessions.Contains(entry.Session)) && found.Add(entry.Pid))
                {
                    changed = true;
                }

                if (entry.Session == entry.Pid && found.Contains(entry.Pid) && sessions.Add(entry.Pid))
                {
                    changed = true;
                }
            }
        }

        return all.FindAll(entry => found.Contains(entry.Pid));
    }

    /// <summary>
    /// Terminates everything that is left: sends <paramref name="firstSignal"/>, then SIGTERM, then SIGKILL, each after the
    /// grace period, until nothing is found. Children of ours are waited for by the code that started them.
    /// </summary>
    /// <param name="impatience">Cancelled to end the grace periods early.</param>
    /// <returns>The CPU time of the processes that were waited for here: orphans that had become our children.</returns>
    public TimeSpan Terminate(int firstSignal, TimeSpan gracePeriod, CancellationToken impatience = default)
    {
        var cpuTime = TimeSpan.Zero;
        var seen = new Dictionary<int, ProcessEntry>();

        // What has ended vanishes once its parent, often one that is just ending too, or we have waited for it.
        var reapDeadline = DateTime.UtcNow + gracePeriod + TimeSpan.FromMilliseconds(200);
        foreach (var signal in (ReadOnlySpan<int>)[firstSignal, Signals.Terminate, Signals.Kill])
        {
            var deadline = DateTime.UtcNow + (signal == Signals.Kill ? KillTimeout : gracePeriod);
            var signaled = new HashSet<int>();
            while (true)
            {
                var alive = Find();
                alive.ForEach(entry => seen[entry.Pid] = entry);
                cpuTime += ReapOrphans(seen);
                if (alive.TrueForAll(entry => entry.HasEnded) && (DateTime.UtcNow >= reapDeadline || !AnyStillExists(seen)))
                {
                    return cpuTime;
                }

                SendSignal(alive.FindAll(entry => !entry.HasEnded && signaled.Add(entry.Pid)), signal);
                if (DateTime.UtcNow >= deadline || (signal != Signals.Kill && impatience.IsCancellationRequested))
                {
                    break;
                }

                Thread.Sleep(PollInterval);
            }
        }

        return cpuTime;
    }

    private static void SendSignal(List<ProcessEntry> processes, int signal)
    {
        foreach (var process in processes)
        {
            _ = LibC.Kill(process.Pid, signal);
            if (process.State == 'T' && signal != Signals.Kill)
            {
                // A stopped process handles a signal only after it has been continued.
                _ = LibC.Kill(process.Pid, Signals.Continue);
            }
        }
    }

    private bool AnyStillExists(Dictionary<int, ProcessEntry> seen) => seen.Values.Any(entry => entry.Pid != root && entry.StillExists);

    // An ended process has no environment, and so no marker, any more: hence from what was seen while it was running.
    private TimeSpan ReapOrphans(Dictionary<int, ProcessEntry> seen)
    {
        var cpuTime = TimeSpan.Zero;
        foreach (var (pid, entry) in seen)
        {
            var usage = new long[18];
            if (pid != root && ProcessEntry.Read(pid) is { HasEnded: true } now && now.StartTicks == entry.StartTicks
                && now.Parent == Environment.ProcessId && LibC.Wait4(pid, out _, LibC.WaitNoHang, usage) == pid)
            {
                var (user, system) = CpuClock.FromUsage(usage);
                cpuTime += user + system;
            }
        }

        return cpuTime;
    }

    private static bool HasMarker(int pid, string markerEntry) =>
        ProcFile.Read(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/environ")) is { } environment
        && environment.Split('\0').Contains(markerEntry, StringComparer.Ordinal);
}
