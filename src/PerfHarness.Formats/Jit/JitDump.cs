using PerfHarness.Formats.Elf;

namespace PerfHarness.Formats.Jit;

/// <summary>The methods of a jitdump in the order of the file, which is that of time unless several threads raced.</summary>
/// <param name="Created">When the process started to write it, in nanoseconds of CLOCK_MONOTONIC.</param>
/// <param name="Machine">The processor that the code is for.</param>
internal sealed record JitDump(IReadOnlyList<JitDumpMethod> Methods, ulong Created = 0, ElfMachine Machine = ElfMachine.None);
