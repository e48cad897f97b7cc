namespace PerfHarness.Formats.Jit;

/// <summary>From the address on, code belongs to the line.</summary>
internal readonly record struct JitDumpLine(ulong Address, int Line, string File);
