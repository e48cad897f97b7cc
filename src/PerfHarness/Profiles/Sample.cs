namespace PerfHarness.Profiles;

/// <summary>One row of <see cref="SampleTable"/>: samples that share all of this.</summary>
public readonly record struct Sample
{
    internal Sample(StackId stack, ThreadId thread, EventId @event, RunId run, long time, long weight, long count) =>
        (Stack, Thread, Event, Run, Time, Weight, Count) = (stack, thread, @event, run, time, weight, count);

    /// <summary>The callchain; <see cref="StackId.Empty"/> where none was recorded.</summary>
    public StackId Stack { get; internal init; }

    internal ThreadId Thread { get; init; }

    internal EventId Event { get; init; }

    internal RunId Run { get; init; }

    /// <summary>Nanoseconds on the recording's clock, or -1 where the import did not keep times.</summary>
    public long Time { get; internal init; }

    /// <summary>Sum of the periods, in the unit of the sample's event.</summary>
    public long Weight { get; internal init; }

    /// <summary>Samples that the row represents; 1 where times were kept.</summary>
    public long Count { get; internal init; }
}
