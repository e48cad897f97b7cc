namespace PerfHarness.Formats.Dwarf;

/// <summary>An attribute of an abbreviation.</summary>
/// <param name="Constant">The value itself for <see cref="DwarfForm.ImplicitConstant"/>.</param>
/// <param name="Size">Bytes that the form takes whatever the value, or −1.</param>
internal readonly record struct AttributeSpec(DwarfAttribute Attribute, DwarfForm Form, long Constant, int Size);
