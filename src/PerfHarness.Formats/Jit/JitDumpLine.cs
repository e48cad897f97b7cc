namespace PerfHarness.Formats.Jit;

/// <summary>From the address on, code belongs to the line.</summary>
public readonly record struct JitDumpLine(ulong Address, int Line, string File);
