using PerfHarness.Formats.Diagnostics;

namespace PerfHarness.Profiles;

/// <summary>
/// Named samples of one or more runs. Tables refer to each other by row:
/// <code>
///   Samples ──► Stacks ──► Frames ──► Functions
///      ├──► Threads  ├──► Events  └──► Runs
/// </code>
/// Made by <see cref="ProfileBuilder"/>, read-only from then on.
/// </summary>
public sealed class Profile
{
    internal Profile(ProfileBuilder builder)
    {
        Functions = builder.Functions;
        Frames = builder.Frames;
        Stacks = builder.Stacks;
        Samples = builder.Samples;
        Threads = builder.Threads;
        Events = builder.Events;
        Runs = builder.Runs;
        Origin = builder.Origin;
        UnnamedReasons = builder.UnnamedReasons;
        Diagnostics = builder.Diagnostics.ToList();
    }

    public FunctionTable Functions { get; }

    public FrameTable Frames { get; }

    public StackTable Stacks { get; }

    public SampleTable Samples { get; }

    public IReadOnlyList<ThreadInfo> Threads { get; }

    public IReadOnlyList<EventInfo> Events { get; }

    public IReadOnlyList<RunInfo> Runs { get; }

    internal ProfileOrigin Origin { get; }

    /// <summary>Why frames have no name, by module: what the reports print beside the share of each.</summary>
    public IReadOnlyDictionary<string, string> UnnamedReasons { get; }

    /// <summary>What was wrong with the input.</summary>
    public IReadOnlyList<Diagnostic> Diagnostics { get; }

    public Function GetFunction(FrameId frame) => Functions[Frames[frame].Function];

    /// <summary>The thread that was running.</summary>
    public ThreadInfo GetThread(in Sample sample) => Threads[sample.Thread.Index];

    /// <summary>The event that the sample is of.</summary>
    public EventInfo GetEvent(in Sample sample) => Events[sample.Event.Index];

    /// <summary>The run that the sample was taken in.</summary>
    public RunInfo GetRun(in Sample sample) => Runs[sample.Run.Index];
}
