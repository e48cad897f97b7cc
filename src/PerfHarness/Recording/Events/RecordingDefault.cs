namespace PerfHarness.Recording.Events;

/// <summary>How an event is recorded unless otherwise chosen.</summary>
internal enum RecordingDefault
{
    /// <summary>Each occurrence.</summary>
    Each,

    /// <summary>So many samples a second.</summary>
    Frequency,

    /// <summary>It is counted (<c>stat</c>) and never sampled.</summary>
    Counted,
}
