namespace PerfHarness.Formats.Dwarf;

/// <summary>A place in source code.</summary>
/// <param name="Line">1-based.</param>
/// <param name="Column">1-based, or 0 when not known.</param>
internal readonly record struct DwarfPosition(string File, int Line, int Column = 0);
