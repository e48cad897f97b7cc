namespace PerfHarness.Formats.Dwarf;

/// <summary>
/// An attribute's value. <paramref name="Number"/> is, by form: a constant, an address, an index, an offset into a
/// section, for references the absolute offset in .debug_info, for inline strings their offset there.
/// </summary>
internal readonly record struct DwarfValue(DwarfForm Form, ulong Number)
{
    /// <summary>The value is an address or an index of one; otherwise DW_AT_high_pc is a length.</summary>
    public bool IsAddress =>
        Form is DwarfForm.Address or DwarfForm.AddressIndex or DwarfForm.GnuAddressIndex
            or (>= DwarfForm.AddressIndex1 and <= DwarfForm.AddressIndex4);

    /// <summary>Refers to something outside of this file (dwz, supplementary files, type units).</summary>
    public bool IsExternal => Form is DwarfForm.ReferenceSupplement4 or DwarfForm.ReferenceSupplement8 or DwarfForm.StringSupplement
        or DwarfForm.GnuReferenceAlternate or DwarfForm.GnuStringAlternate or DwarfForm.ReferenceSignature;
}
