namespace PerfHarness.Recording.Events;

/// <summary>An event that this machine or its kernel knows.</summary>
/// <param name="Name">As <c>--event</c> takes it.</param>
/// <param name="Unit">What its counts are: <c>ns</c>, <c>cycles</c>, <c>faults</c>, <c>calls</c>.</param>
internal sealed record RecordableEvent(string Name, EventKind Kind, string Unit)
{
    /// <summary>How it is recorded unless otherwise chosen.</summary>
    public RecordingDefault Recorded { get; init; } = RecordingDefault.Each;

    /// <summary>Why it cannot be recorded here; null if it can.</summary>
    public string? Problem { get; init; }

    /// <summary>Where a probe is; how the terms of a raw event are spelled.</summary>
    public string? Detail { get; init; }

    /// <summary>What each occurrence says. Read on demand: there are thousands of formats.</summary>
    public Func<IReadOnlyList<EventField>> ReadFields { get; init; } = static () => [];
}
