namespace PerfHarness.Formats.Jit;

/// <summary>A line of a perf map: code of <paramref name="Size"/> bytes, at least 1, at the process's address <paramref name="Start"/>.</summary>
/// <param name="NameOffset">Where the name's bytes start in the file.</param>
internal readonly record struct PerfMapEntry(ulong Start, ulong Size, int NameOffset, int NameLength);
