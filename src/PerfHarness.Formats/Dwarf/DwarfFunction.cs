namespace PerfHarness.Formats.Dwarf;

/// <summary>A function as the debug information describes it.</summary>
/// <param name="Name">Mangled where there is a linkage name, else plain; null where it has none.</param>
internal sealed record DwarfFunction(string? Name, DwarfPosition? Declaration);
