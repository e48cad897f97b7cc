namespace PerfHarness.Formats.PerfData;

/// <summary>A process and all that it started, of a recording in which there may be others as well.</summary>
/// <param name="root">Null for every process there is.</param>
internal sealed class ProcessDescendants(int? root)
{
    private readonly HashSet<int> _pids = root is { } pid ? [pid] : [];

    public bool Contains(int pid) => root is null || _pids.Contains(pid);

    public void Add(in TaskRecord fork)
    {
        if (_pids.Contains(fork.ParentPid))
        {
            _pids.Add(fork.Pid);
        }
    }
}
