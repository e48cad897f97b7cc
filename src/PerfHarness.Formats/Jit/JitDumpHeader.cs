namespace PerfHarness.Formats.Jit;

/// <summary>The head of a jitdump.</summary>
/// <param name="Machine">ELF machine number: 62 is x86-64, 183 AArch64.</param>
/// <param name="Timestamp">When it was begun, on the clock of the records.</param>
/// <param name="UsesArchTimestamps">Times count the processor's ticks and not the nanoseconds of CLOCK_MONOTONIC.</param>
internal sealed record JitDumpHeader(bool IsBigEndian, uint Version, uint Machine, uint Pid, ulong Timestamp, bool UsesArchTimestamps);
