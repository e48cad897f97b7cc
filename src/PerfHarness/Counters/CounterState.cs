namespace PerfHarness.Counters;

/// <summary>What became of an event: zero is a count, the others are none.</summary>
internal enum CounterState
{
    /// <summary>It has a value, which may be 0.</summary>
    Counted,

    /// <summary>The machine has the event, but it was never counting: nothing of the target ran, or other events had the hardware.</summary>
    NotCounted,

    /// <summary>This machine cannot count it.</summary>
    NotSupported,
}
