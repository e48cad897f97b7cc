using PerfHarness.Processes;

namespace PerfHarness.Counters;

/// <summary>What one <c>perf stat</c> counted.</summary>
/// <param name="Readings">Without the times.</param>
/// <param name="Elapsed">Seconds by perf's own clock.</param>
/// <param name="User">Seconds of the command in user code; null if no command was counted.</param>
/// <param name="System">The same in the kernel.</param>
internal sealed record CounterRun(
    IReadOnlyList<CounterReading> Readings, double Elapsed, double? User, double? System, ExitStatus Status, bool IsInterrupted)
{
    /// <summary>perf's clock began after the command, which a loaded machine may run first: less time elapsed than its CPU time needs.</summary>
    public bool IsClockLate { get; private init; }

    private static readonly string[] Times = [CounterRequest.Elapsed, CounterRequest.User, CounterRequest.System];

    /// <param name="result">perf's own end, with the CPU time that it and the command used.</param>
    /// <param name="unwaited">The command's end where perf missed it; else null.</param>
    /// <param name="wallTime">How long perf ran.</param>
    public static CounterRun Create(
        IReadOnlyList<CounterReading> readings, CommandResult result, CommandResult? unwaited, TimeSpan wallTime, bool isInterrupted, bool hasCommand)
    {
        // The times that were requested in addition are the last of their names.
        var own = Times.Select(name => readings.LastOrDefault(reading => GetBase(reading) == name && reading.Scope == readings[0].Scope)).ToList();
        var seconds = own.ConvertAll(reading => reading is null ? (double?)null : reading.Value / 1e9);
        var added = own.OfType<CounterReading>().ToList();
        var requested = readings.Where(reading =>
            !Times.Contains(GetBase(reading)) || (IsRepeated(reading) && !added.Exists(time => ReferenceEquals(time, reading))));
        var elapsed = seconds[0] ?? wallTime.TotalSeconds;
        var (user, system) = unwaited is not null
            ? (unwaited.UserTime.TotalSeconds, unwaited.SystemTime.TotalSeconds)
            : (seconds[1] ?? result.UserTime.TotalSeconds, seconds[2] ?? result.SystemTime.TotalSeconds);
        var needed = hasCommand ? (user + system) / Environment.ProcessorCount : 0;
        return new CounterRun(
            [.. requested], Math.Max(elapsed, needed), hasCommand ? user : null, hasCommand ? system : null, (unwaited ?? result).Status, isInterrupted)
        {
            IsClockLate = elapsed < needed,
        };

        // To users who may not count in the kernel, perf adds a modifier to these as well.
        static string GetBase(CounterReading reading) => EventName.Parse(reading.Event).Base;

        bool IsRepeated(CounterReading reading) => readings.Count(other => other.Event == reading.Event && other.Scope == reading.Scope) > 1;
    }
}
