namespace PerfHarness.Formats.Dwarf;

/// <summary>DW_TAG, as far as it is looked at here.</summary>
internal enum DwarfTag : uint
{
    None = 0,
    ClassType = 0x02,
    EnumerationType = 0x04,
    CompileUnit = 0x11,
    StructureType = 0x13,
    UnionType = 0x17,
    InlinedSubroutine = 0x1d,
    Subprogram = 0x2e,
    PartialUnit = 0x3c,
    SkeletonUnit = 0x4a,
}
