namespace PerfHarness.Profiles;

/// <summary>A sampled event.</summary>
/// <param name="Name">As perf writes it: <c>cpu-clock</c>, <c>cycles:u</c>.</param>
/// <param name="Frequency">Samples per second that were requested, or 0 when sampled by period.</param>
/// <param name="Unit">What a weight counts: <c>ns</c> for the clocks; <c>faults</c>, <c>switches</c>, <c>migrations</c>, <c>calls</c>
/// or <c>events</c> for what happens one by one; the event's name for counters; <c>samples</c> where the input has no period.</param>
public sealed record EventInfo(string Name, int Frequency, string Unit)
{
    /// <summary>A weight is the time that a thread was off the CPUs.</summary>
    internal bool IsOffCpu => EventUnit.IsOffCpu(Name);

    /// <summary>A weight is a number of things that happened, such as faults or calls.</summary>
    internal bool CountsOccurrences => EventUnit.IsOccurrenceUnit(Unit);
}
