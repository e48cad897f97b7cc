using System.Globalization;

namespace PerfHarness.Processes;

/// <summary>
/// All that came from one process that we started. A descendant is found by any of:
/// <code>
///   parent chain ── reaches the root                       ordinary children
///   session id   ── is the root's                          children whose parent has ended
///   environment  ── carries the mark given to the root     daemons that made a session of their own
/// </code>
/// The three are followed to their closure, since what a daemon starts has the daemon for its parent.
/// </summary>
internal sealed class ProcessTree(int root, string? mark)
{
    /// <summary>The variable by which a recording's processes can be told, even those that have left its session.</summary>
    public const string MarkVariable = "PERFHARNESS_RECORDING";

    /// <summary>
    /// Set once the root has been waited for. Its number may then belong to a stranger, unless it still names a session:
    /// the kernel gives out no number that does.
    /// </summary>
    public bool IsRootReaped { get; set; }

    /// <summary>The root and what came from it, ended but not yet waited for included.</summary>
    public List<ProcessEntry> Find()
    {
        var all = ProcessEntry.ReadAll();
        var found = new HashSet<int>();
        var sessions = new HashSet<int> { root };
        if (!IsRootReaped)
        {
            found.Add(root);
        }

        var marked = mark is null ? null : $"{MarkVariable}={mark}";
        foreach (var entry in all)
        {
            if (entry.Session == root || (marked is not null && entry.Pid != Environment.ProcessId && HasMark(entry.Pid, marked)))
            {
                found.Add(entry.Pid);
            }
        }

        for (var grown = true; grown;)
        {
            grown = false;
            foreach (var entry in all)
            {
                if ((found.Contains(entry.Parent) || sessions.Contains(entry.Session)) && found.Add(entry.Pid))
                {
                    grown = true;
                }

                if (entry.Session == entry.Pid && found.Contains(entry.Pid) && sessions.Add(entry.Pid))
                {
                    grown = true;
                }
            }
        }

        return all.FindAll(entry => found.Contains(entry.Pid));
    }

    /// <summary>
    /// Ends everything that is left: asks with <paramref name="firstSignal"/>, then SIGTERM, then SIGKILL, each after the
    /// grace period, and goes on until nothing is found. Children of ours are waited for by who started them.
    /// </summary>
    /// <returns>The CPU time of the processes it waited for itself: orphans that had become our children.</returns>
    public TimeSpan Terminate(int firstSignal, TimeSpan grace)
    {
        var cpu = TimeSpan.Zero;
        var seen = new Dictionary<int, ProcessEntry>();

        // What has ended vanishes once its parent, often one that is just ending too, or we have waited for it.
        var reaped = DateTime.UtcNow + grace + TimeSpan.FromMilliseconds(200);
        foreach (var signal in (ReadOnlySpan<int>)[firstSignal, Signals.Terminate, Signals.Kill])
        {
            var deadline = DateTime.UtcNow + (signal == Signals.Kill ? TimeSpan.FromSeconds(5) : grace);
            var asked = new HashSet<int>();
            while (true)
            {
                var alive = Find();
                alive.ForEach(entry => seen[entry.Pid] = entry);
                cpu += ReapOrphans(seen);
                if (alive.TrueForAll(entry => entry.HasEnded)
                    && (DateTime.UtcNow >= reaped || !seen.Values.Any(entry => entry.Pid != root && entry.StillExists)))
                {
                    return cpu;
                }

                foreach (var entry in alive)
                {
                    if (!entry.HasEnded && asked.Add(entry.Pid))
                    {
                        _ = LibC.Kill(entry.Pid, signal);
                        if (entry.State == 'T' && signal != Signals.Kill)
                        {
                            // A stopped process takes a signal only once it goes on.
                            _ = LibC.Kill(entry.Pid, 18);
                        }
                    }
                }

                if (DateTime.UtcNow >= deadline)
                {
                    break;
                }

                Thread.Sleep(10);
            }
        }

        return cpu;
    }

    // What has ended carries no mark any more, hence from what was seen while it lived.
    private TimeSpan ReapOrphans(Dictionary<int, ProcessEntry> seen)
    {
        var cpu = TimeSpan.Zero;
        foreach (var (pid, entry) in seen)
        {
            var usage = new long[18];
            if (pid != root && ProcessEntry.Read(pid) is { HasEnded: true } now && now.StartTicks == entry.StartTicks
                && now.Parent == Environment.ProcessId && LibC.Wait4(pid, out _, LibC.WaitNoHang, usage) == pid)
            {
                cpu += RunningCommand.ToTimeSpan(usage[0], usage[1]) + RunningCommand.ToTimeSpan(usage[2], usage[3]);
            }
        }

        return cpu;
    }

    private static bool HasMark(int pid, string marked) =>
        ProcFile.Read(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/environ")) is { } environment
        && environment.Split('\0').Contains(marked, StringComparer.Ordinal);
}
