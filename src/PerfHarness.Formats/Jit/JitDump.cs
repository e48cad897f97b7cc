namespace PerfHarness.Formats.Jit;

/// <summary>What a jitdump says, in the order of the file, which is that of time unless several threads raced.</summary>
internal sealed record JitDump(JitDumpHeader Header, IReadOnlyList<JitDumpMethod> Methods)
{
    /// <summary>Records of kinds that say nothing about names (unwinding information, or later than version 1).</summary>
    public long OtherRecords { get; init; }

    /// <summary>The writer closed the file: the process ended in good order.</summary>
    public bool IsClosed { get; init; }
}
