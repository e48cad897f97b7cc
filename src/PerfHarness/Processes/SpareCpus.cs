using System.Globalization;

namespace PerfHarness.Processes;

/// <summary>
/// Processors for work of our own beside a command that is recorded. They never are the command's, nor another thread of one of its
/// cores: two threads of a core share its execution units and caches, and a share of time would move.
/// <code>
///   pinned command       the processors of other cores, if there are any
///   one busy processor   all, if there are two at least and each is a core: the kernel keeps the two apart
///   anything else        none
/// </code>
/// </summary>
/// <param name="available">Processors that we may use.</param>
/// <param name="limit">Processors' worth of time that the control group allows; null for no limit.</param>
/// <param name="root">Folder under which <c>sys</c> lies.</param>
internal sealed class SpareCpus(CpuSet available, double? limit, string root = "/")
{
    /// <summary>Processors that a command keeps busy and still is one thread: a runtime's own threads do a little beside it.</summary>
    private const double OneThread = 1.1;

    private const int MaxThreads = 1024;

    private double? _busy;

    /// <summary>Takes note of an execution of the command.</summary>
    /// <param name="busy">Processors that it kept busy, on average; null if that is unknown.</param>
    public void Observe(double? busy) => _busy = busy is null ? _busy : Math.Max(_busy ?? 0, busy.Value);

    /// <summary>What the command leaves, judged by the busiest of its executions so far.</summary>
    /// <param name="pinned">Processors that the command is limited to; null for none.</param>
    /// <returns>Null if there are none.</returns>
    public CpuSet? Find(CpuSet? pinned)
    {
        if (_busy is not { } used || (limit is { } allowed && allowed < used + 1))
        {
            return null;
        }

        if (pinned is not null)
        {
            var siblings = pinned.Numbers.Select(ReadCore).ToList();
            return siblings.Contains(null) ? null : available.Except(siblings.SelectMany(core => core!));
        }

        var cpus = available.Numbers.ToHashSet();
        return used <= OneThread && cpus.Count > 1
            && cpus.All(cpu => ReadCore(cpu) is { } core && core.TrueForAll(c => c == cpu || !cpus.Contains(c)))
            ? available
            : null;
    }

    // "0-1" or "0,64": the threads of the processor's core. Null where the kernel does not say.
    private List<int>? ReadCore(int cpu)
    {
        var folder = Path.Combine(root, string.Create(CultureInfo.InvariantCulture, $"sys/devices/system/cpu/cpu{cpu}/topology"));
        var text = ProcFile.Read(Path.Combine(folder, "thread_siblings_list"))?.Trim();
        if (string.IsNullOrEmpty(text))
        {
            return null;
        }

        var threads = new List<int>();
        foreach (var part in text.Split(','))
        {
            var ends = part.Split('-');
            if (!int.TryParse(ends[0], NumberStyles.None, CultureInfo.InvariantCulture, out var first)
                || !int.TryParse(ends[^1], NumberStyles.None, CultureInfo.InvariantCulture, out var last) || last - first > MaxThreads)
            {
                return null;
            }

            threads.AddRange(Enumerable.Range(first, last - first + 1));
        }

        return threads;
    }
}
