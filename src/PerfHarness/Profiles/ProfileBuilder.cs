using System.Runtime.InteropServices;
using PerfHarness.Formats.Diagnostics;

namespace PerfHarness.Profiles;

/// <summary>
/// Fills the tables of a <see cref="Profile"/>. Several inputs may be read one after another, each as a run, and a profile
/// may be built after each: that copies only what is small. Not thread-safe.
/// </summary>
internal sealed class ProfileBuilder(bool keepTimes = false)
{
    private readonly List<ThreadInfo> _threads = [];
    private readonly Dictionary<ThreadInfo, int> _threadIndex = [];
    private readonly List<EventInfo> _events = [];
    private readonly List<RunInfo> _runs = [];
    private readonly Dictionary<string, string> _unnamedReasons = [];
    private readonly Dictionary<int, string> _processNames = [];
    private readonly HashSet<FunctionId> _threadStarts = [];

    private readonly List<string> _sourceFiles = [""];
    private readonly Dictionary<string, int> _sourceFileIndex = [];

    public FunctionTableBuilder Functions { get; } = new();

    public FrameTableBuilder Frames { get; } = new();

    public StackTableBuilder Stacks { get; } = new();

    public SampleTableBuilder Samples { get; } = new(keepTimes);

    public DiagnosticBag Diagnostics { get; } = new();

    public ProfileOrigin Origin { get; set; } = ProfileOrigin.Unknown;

    public IReadOnlyList<ThreadInfo> Threads => _threads;

    public IReadOnlyList<EventInfo> Events => _events;

    public IReadOnlyList<RunInfo> Runs => _runs;

    public IReadOnlyDictionary<string, string> UnnamedReasons => _unnamedReasons;

    /// <summary>Names of the programs that processes run, by process id, where the input says.</summary>
    public IReadOnlyDictionary<int, string> ProcessNames => _processNames;

    public IReadOnlyList<string> SourceFiles => _sourceFiles;

    /// <summary>The file's row, for <see cref="Frame.SourceFile"/>.</summary>
    public int InternSourceFile(string file)
    {
        if (!_sourceFileIndex.TryGetValue(file, out var row))
        {
            row = _sourceFiles.Count;
            _sourceFileIndex.Add(file, row);
            _sourceFiles.Add(file);
        }

        return row;
    }

    /// <summary>Functions that unwind tables say are the first of their thread.</summary>
    public IReadOnlySet<FunctionId> ThreadStarts => _threadStarts;

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

    /// <summary>The row of an equal event, or a new one: runs of the same benchmark share their events.</summary>
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

    /// <summary>Replaces what is known about a run, once its end has been read.</summary>
    public void SetRun(RunId id, RunInfo run) => _runs[id.Index] = run;

    /// <summary>Records why code of the module has no names; the first reason is kept.</summary>
    public void AddUnnamedReason(string module, string reason) => _unnamedReasons.TryAdd(module, reason);

    public void SetProcessName(int pid, string name) => _processNames[pid] = name;

    public void AddThreadStart(FunctionId function) => _threadStarts.Add(function);

    public Profile Build() => new(this);
}
