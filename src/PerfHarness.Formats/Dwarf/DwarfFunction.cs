namespace PerfHarness.Formats.Dwarf;

/// <summary>A function as the debug information describes it.</summary>
/// <param name="Name">Mangled, or with its scopes as in the source; null where it has none.</param>
/// <param name="IsMangled">It is a linkage name.</param>
/// <param name="Declaration">Where it is declared.</param>
/// <param name="OwnFile">Its file where other source files have functions of their own of this name, else null.</param>
internal sealed record DwarfFunction(string? Name, bool IsMangled, DwarfPosition? Declaration, string? OwnFile);
