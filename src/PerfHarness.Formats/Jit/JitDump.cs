namespace PerfHarness.Formats.Jit;

/// <summary>The methods of a jitdump in the order of the file, which is that of time unless several threads raced.</summary>
public sealed record JitDump(IReadOnlyList<JitDumpMethod> Methods);
