namespace PerfHarness.Profiles;

/// <summary>One row of <see cref="SampleTable"/>: samples that share all of this.</summary>
/// <param name="Time">Nanoseconds on the recording's clock, or -1 where the import did not keep times.</param>
/// <param name="Weight">Sum of the periods, in the event's unit.</param>
/// <param name="Count">Samples that the row stands for; 1 where times were kept.</param>
public readonly record struct Sample(StackId Stack, ThreadId Thread, EventId Event, RunId Run, long Time, long Weight, long Count);
