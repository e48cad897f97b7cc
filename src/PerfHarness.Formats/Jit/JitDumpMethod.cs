namespace PerfHarness.Formats.Jit;

/// <summary>Code that was at an address from a time on: a LOAD record, or a MOVE record with what was moved.</summary>
/// <param name="Time">In nanoseconds of CLOCK_MONOTONIC.</param>
/// <param name="Address">In the process, while it ran.</param>
internal sealed record JitDumpMethod(ulong Time, ulong Address, ulong Size, string Name)
{
    /// <summary>Lines by address, ascending; empty where the writer has none.</summary>
    public IReadOnlyList<JitDumpLine> Lines { get; init; } = [];
}
