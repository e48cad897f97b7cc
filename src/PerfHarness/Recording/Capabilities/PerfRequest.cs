using PerfHarness.Profiles;

namespace PerfHarness.Recording.Capabilities;

/// <summary>What perf was asked to observe: its messages are the same for every reason why it may not.</summary>
internal sealed record PerfRequest
{
    /// <summary>perf's levels, from the one that allows most.</summary>
    private const int TracepointLevel = -1;
    private const int SystemWideLevel = 0;
    private const int KernelLevel = 1;

    /// <summary>All processes, on all CPUs or some.</summary>
    public bool SystemWide { get; init; }

    public IReadOnlyList<int> Pids { get; init; } = [];

    /// <summary>Separated by commas.</summary>
    public string Events { get; init; } = "";

    /// <summary>One of the events is a tracepoint or a probe: <c>system:name</c>, where a modifier has no more than letters.</summary>
    public bool HasTracepoint => Events.Split(',').Any(EventUnit.IsTracepoint);

    /// <summary>The highest <c>perf_event_paranoid</c> with which it is allowed.</summary>
    public int NeededLevel => HasTracepoint ? TracepointLevel : SystemWide ? SystemWideLevel : KernelLevel;
}
