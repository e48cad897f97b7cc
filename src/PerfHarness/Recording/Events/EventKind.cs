namespace PerfHarness.Recording.Events;

/// <summary>Where an event comes from; in the order in which they are listed.</summary>
internal enum EventKind
{
    /// <summary>The processor's counters that all processors have.</summary>
    Hardware,

    /// <summary>The processor's counters of its caches.</summary>
    Cache,

    /// <summary>The kernel's own counters and clocks.</summary>
    Software,

    /// <summary>Other counters of this machine, and the terms of raw ones.</summary>
    Pmu,

    Tracepoint,

    /// <summary>Added by somebody, with <c>perf probe</c> or <c>--probe</c>.</summary>
    Probe,
}
