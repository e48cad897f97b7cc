using PerfHarness.Processes;

namespace PerfHarness.Counters;

/// <summary>What was counted: over all runs, or in one interval.</summary>
internal sealed record CounterReport
{
    /// <summary>What was counted, in perf's words.</summary>
    public required string Subject { get; init; }

    public required IReadOnlyList<Counter> Counters { get; init; }

    /// <summary>Runs that were counted to their end, and the last one of several that was not.</summary>
    public required int Runs { get; init; }

    /// <summary>Seconds of each run.</summary>
    public IReadOnlyList<double> Elapsed { get; init; } = [];

    /// <summary>Seconds of CPU time in user code, of each run of a command.</summary>
    public IReadOnlyList<double> User { get; init; } = [];

    /// <summary>Seconds of CPU time in the kernel, of each run of a command.</summary>
    public IReadOnlyList<double> System { get; init; } = [];

    /// <summary>perf's own CPU time is in <see cref="User"/> and <see cref="System"/>: this perf cannot tell them apart.</summary>
    public bool TimesIncludePerf { get; init; }

    /// <summary>Runs that perf began to time only after they had begun.</summary>
    public int LateClocks { get; init; }

    /// <summary>End of the interval, in seconds since the start, as perf writes it; empty for a whole count.</summary>
    public string Time { get; init; } = "";

    /// <summary>How the command ended, if it failed.</summary>
    public ExitStatus? Failure { get; init; }

    /// <summary>A signal ended it early.</summary>
    public bool IsInterrupted { get; init; }
}
