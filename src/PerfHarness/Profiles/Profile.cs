using PerfHarness.Formats.Diagnostics;

namespace PerfHarness.Profiles;

/// <summary>
/// Named samples of one or more runs. Tables refer to each other by row:
/// <code>
///   Samples ──► Stacks ──► Frames ──► Functions
///      ├──► Threads  ├──► Events  └──► Runs
/// </code>
/// Made by <see cref="ProfileBuilder"/>, and read-only: what the builder does afterwards does not change it.
/// </summary>
public sealed class Profile
{
    internal Profile(ProfileBuilder builder)
    {
        Functions = builder.Functions.Build();
        Frames = builder.Frames.Build();
        Stacks = builder.Stacks.Build();
        Samples = builder.Samples.Build();
        Threads = Array.AsReadOnly(builder.Threads.ToArray());
        Events = Array.AsReadOnly(builder.Events.ToArray());
        Runs = Array.AsReadOnly(builder.Runs.ToArray());
        Origin = builder.Origin;
        UnnamedReasons = new Dictionary<string, string>(builder.UnnamedReasons, StringComparer.Ordinal).AsReadOnly();
        SourceFiles = Array.AsReadOnly(builder.SourceFiles.ToArray());
        ProcessNames = new Dictionary<int, string>(builder.ProcessNames).AsReadOnly();
        ThreadStarts = builder.ThreadStarts.ToHashSet();
        Diagnostics = builder.Diagnostics.ToList();
    }

    /// <summary>Functions by module and canonical name.</summary>
    public FunctionTable Functions { get; }

    /// <summary>Functions as they ran: by tier, inlined, by address where these were kept.</summary>
    public FrameTable Frames { get; }

    /// <summary>Callchains.</summary>
    public StackTable Stacks { get; }

    /// <summary>Rows of samples.</summary>
    public SampleTable Samples { get; }

    /// <summary>Threads by process, id and command name.</summary>
    public IReadOnlyList<ThreadInfo> Threads { get; }

    /// <summary>The sampled events.</summary>
    public IReadOnlyList<EventInfo> Events { get; }

    /// <summary>One for each input.</summary>
    public IReadOnlyList<RunInfo> Runs { get; }

    internal ProfileOrigin Origin { get; }

    /// <summary>Files that frames have lines of; the first has no name.</summary>
    internal IReadOnlyList<string> SourceFiles { get; }

    /// <summary>Names of the programs that processes ran last, by process id, where the input says.</summary>
    internal IReadOnlyDictionary<int, string> ProcessNames { get; }

    /// <inheritdoc cref="ProfileBuilder.ThreadStarts"/>
    internal IReadOnlySet<FunctionId> ThreadStarts { get; }

    /// <summary>Why frames have no name, by module: what the reports print next to the share of each.</summary>
    public IReadOnlyDictionary<string, string> UnnamedReasons { get; }

    /// <summary>What was wrong with the input.</summary>
    public IReadOnlyList<Diagnostic> Diagnostics { get; }

    /// <summary>The function that a frame ran.</summary>
    public Function GetFunction(FrameId frame) => Functions[Frames[frame].Function];

    /// <summary>File and line that the frame was at, or null where they are not known.</summary>
    internal (string File, int Line)? GetLine(Frame frame)
    {
        var file = frame.SourceFile > 0 ? SourceFiles[frame.SourceFile] : Functions[frame.Function].Source?.File;
        return frame.Line > 0 && file is not null ? (file, frame.Line) : null;
    }

    /// <summary>The thread that was running.</summary>
    public ThreadInfo GetThread(in Sample sample) => Threads[sample.Thread.Index];

    /// <summary>The event that the sample is of.</summary>
    public EventInfo GetEvent(in Sample sample) => Events[sample.Event.Index];

    /// <summary>The run that the sample was taken in.</summary>
    public RunInfo GetRun(in Sample sample) => Runs[sample.Run.Index];
}
