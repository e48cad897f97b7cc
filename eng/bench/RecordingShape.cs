namespace PerfHarness.Bench;

/// <summary>What the written recording is like.</summary>
internal sealed record RecordingShape
{
    public required long Samples { get; init; }

    /// <summary>Copies of every process; samples are spread over them.</summary>
    public int Processes { get; init; } = 1;

    /// <summary>Copies of every thread; samples are spread over them.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>Functions of a perf map that take the place of all code in user space; 0 keeps the code.</summary>
    public int Functions { get; init; }

    /// <summary>The layout that perf writes into a pipe.</summary>
    public bool IsPipe { get; init; }
}
