namespace PerfHarness.Formats.Dwarf;

/// <summary>A call that was inlined.</summary>
/// <param name="Name">Of the function that was called, as the debug information has it (mangled where it has that); null where unknown.</param>
/// <param name="Declaration">Where that function is declared.</param>
/// <param name="CallSite">Where it is called.</param>
internal sealed record DwarfInline(string? Name, DwarfPosition? Declaration, DwarfPosition? CallSite);
