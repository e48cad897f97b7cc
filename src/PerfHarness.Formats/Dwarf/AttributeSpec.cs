namespace PerfHarness.Formats.Dwarf;

/// <summary>An attribute of an abbreviation.</summary>
/// <param name="Constant">The value itself for <see cref="DwarfForm.ImplicitConstant"/>.</param>
internal readonly record struct AttributeSpec(DwarfAttribute Attribute, DwarfForm Form, long Constant);
