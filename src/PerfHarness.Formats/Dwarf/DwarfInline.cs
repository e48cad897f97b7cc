namespace PerfHarness.Formats.Dwarf;

/// <summary>A call that was inlined.</summary>
/// <param name="Function">The function that was called.</param>
/// <param name="CallSite">Where it is called.</param>
internal sealed record DwarfInline(DwarfFunction Function, DwarfPosition? CallSite);
