namespace PerfHarness.Formats.Jit;

/// <summary>Code that was at an address from a time on: a LOAD record, or a MOVE record with what was moved.</summary>
/// <param name="Time">In nanoseconds of CLOCK_MONOTONIC.</param>
/// <param name="Address">In the process, while it ran.</param>
internal sealed record JitDumpMethod(ulong Time, ulong Address, ulong Size, string Name)
{
    /// <summary>Where the file has the code's bytes; -1 where it is cut before their end.</summary>
    public long CodeOffset { get; init; } = -1;

    /// <summary>Lines by address, ascending; empty where the writer has none.</summary>
    public IReadOnlyList<JitDumpLine> Lines { get; init; } = [];
}
