using System.Runtime.InteropServices;
using PerfHarness.Formats.Diagnostics;

namespace PerfHarness.Profiles;

/// <summary>Fills the tables of a <see cref="Profile"/>. Not thread-safe; several inputs may be read one after another, each as a run.</summary>
internal sealed class ProfileBuilder(bool keepTimes = false)
{
    private readonly List<ThreadInfo> _threads = [];
    private readonly Dictionary<ThreadInfo, int> _threadIndex = [];
    private readonly List<EventInfo> _events = [];
    private readonly List<RunInfo> _runs = [];
    private readonly Dictionary<string, string> _unnamedReasons = [];

    public FunctionTable Functions { get; } = new();

    public FrameTable Frames { get; } = new();

    public StackTable Stacks { get; } = new();

    public SampleTable Samples { get; } = new(keepTimes);

    public DiagnosticBag Diagnostics { get; } = new();

    public ProfileOrigin Origin { get; set; } = ProfileOrigin.Unknown;

    internal IReadOnlyList<ThreadInfo> Threads => _threads;

    internal IReadOnlyList<EventInfo> Events => _events;

    internal IReadOnlyList<RunInfo> Runs => _runs;

    internal IReadOnlyDictionary<string, string> UnnamedReasons => _unnamedReasons;

    public ThreadId AddThread(ThreadInfo thread)
    {
        ref var row = ref CollectionsMarshal.GetValueRefOrAddDefault(_threadIndex, thread, out var exists);
        if (!exists)
        {
            row = _threads.Count;
            _threads.Add(thread);
        }

        return new ThreadId(row);
    }

    /// <summary>The row of an equal event, or a new one: runs of the same bench share their events.</summary>
    public EventId AddEvent(EventInfo info)
    {
        var row = _events.IndexOf(info);
        if (row < 0)
        {
            row = _events.Count;
            _events.Add(info);
        }

        return new EventId(row);
    }

    public RunId AddRun(RunInfo run)
    {
        _runs.Add(run);
        return new RunId(_runs.Count - 1);
    }

    /// <summary>Replaces what is known of a run, once its end has been seen.</summary>
    public void SetRun(RunId id, RunInfo run) => _runs[id.Index] = run;

    public RunInfo GetRun(RunId id) => _runs[id.Index];

    /// <summary>Notes why code of the module has no names; the first reason stays.</summary>
    public void AddUnnamedReason(string module, string reason) => _unnamedReasons.TryAdd(module, reason);

    public Profile Build() => new(this);
}
