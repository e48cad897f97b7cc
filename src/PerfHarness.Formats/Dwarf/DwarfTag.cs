namespace PerfHarness.Formats.Dwarf;

/// <summary>DW_TAG: only the values used here.</summary>
internal enum DwarfTag : uint
{
    None = 0,
    ClassType = 0x02,
    EnumerationType = 0x04,
    StructureType = 0x13,
    UnionType = 0x17,
    InlinedSubroutine = 0x1d,
    Subprogram = 0x2e,
}
