namespace PerfHarness.Formats.Jit;

/// <summary>Code that was there from a time on: a LOAD record, or a MOVE record with what was moved.</summary>
/// <param name="Time">In nanoseconds of CLOCK_MONOTONIC, unless the header says otherwise.</param>
/// <param name="Address">In the process, while it ran.</param>
/// <param name="Index">The writer's own number of this code; unique unless the file is damaged.</param>
/// <param name="CodeOffset">Where the code's bytes are in the file, or -1.</param>
internal sealed record JitDumpMethod(ulong Time, ulong Address, ulong Size, string Name, ulong Index, uint Tid, long CodeOffset)
{
    /// <summary>Lines by address, ascending; empty where the writer has none.</summary>
    public IReadOnlyList<JitDumpLine> Lines { get; init; } = [];
}
