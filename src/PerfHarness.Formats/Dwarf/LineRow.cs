namespace PerfHarness.Formats.Dwarf;

/// <summary>From this address on the code is of this line.</summary>
/// <param name="Line">1-based; 0 where the code belongs to no line.</param>
internal readonly record struct LineRow(ulong Address, int File, int Line, ushort Column);
