namespace PerfHarness.Formats.Jit;

/// <summary>The methods of a jitdump in the order of the file, which is that of time unless several threads raced.</summary>
internal sealed record JitDump(IReadOnlyList<JitDumpMethod> Methods);
