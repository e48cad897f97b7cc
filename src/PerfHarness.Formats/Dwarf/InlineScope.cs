namespace PerfHarness.Formats.Dwarf;

/// <summary>One range of a call that was inlined.</summary>
/// <param name="Depth">1 for a call of the function itself, more for calls inside of inlined calls.</param>
/// <param name="Origin">Offset in .debug_info of the function that was called.</param>
internal readonly record struct InlineScope(AddressRange Range, int Depth, uint Origin, int CallFile, int CallLine, int CallColumn);
