namespace PerfHarness.Formats.Dwarf;

/// <summary>A function of a unit.</summary>
/// <param name="Die">Offset of its entry in .debug_info.</param>
/// <param name="FirstInline">Of its inlined calls in the unit's list, which are adjacent, outer before inner.</param>
internal readonly record struct FunctionScope(uint Die, int FirstInline, int InlineCount);
