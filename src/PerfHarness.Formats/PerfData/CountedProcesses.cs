namespace PerfHarness.Formats.PerfData;

/// <summary>Whose samples count, of a recording in which there may be others as well.</summary>
/// <param name="root">The process that counts, with all that it started; null for every process there is.</param>
/// <param name="gate">The process that waits in a shell until it is released: it counts from the command's own exec on. Null for
/// none.</param>
internal sealed class CountedProcesses(int? root, int? gate)
{
    private const string Shell = "sh";

    private readonly HashSet<int> _pids = root is { } pid ? [pid] : [];
    private bool _isWaiting;

    /// <summary>The process, or the one that started it, counts.</summary>
    public bool Contains(int pid) => root is null || _pids.Contains(pid);

    /// <summary>What the process does now counts.</summary>
    public bool Counts(int pid) => Contains(pid) && !(_isWaiting && pid == gate);

    public void Add(in TaskRecord fork)
    {
        if (_pids.Contains(fork.ParentPid))
        {
            _pids.Add(fork.Pid);
        }
    }

    public void Apply(in CommRecord comm)
    {
        if (comm.Pid == gate && comm.Tid == gate)
        {
            _isWaiting = !comm.IsExec && comm.Name == Shell;
        }
    }
}
