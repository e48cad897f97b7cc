namespace PerfHarness.Formats.Dwarf;

/// <summary>DW_AT, as far as it is looked at here.</summary>
internal enum DwarfAttribute : uint
{
    None = 0,
    Sibling = 0x01,
    Name = 0x03,
    StatementList = 0x10,
    LowPc = 0x11,
    HighPc = 0x12,
    Language = 0x13,
    CompilationDirectory = 0x1b,
    AbstractOrigin = 0x31,
    Artificial = 0x34,
    DeclarationFile = 0x3a,
    DeclarationLine = 0x3b,
    External = 0x3f,
    Specification = 0x47,
    Type = 0x49,
    Extension = 0x54,
    Ranges = 0x55,
    CallColumn = 0x57,
    CallFile = 0x58,
    CallLine = 0x59,
    LinkageName = 0x6e,
    StringOffsetsBase = 0x72,
    AddressBase = 0x73,
    RangeListsBase = 0x74,
    SplitName = 0x76,
    MipsLinkageName = 0x2007,
    GnuSplitName = 0x2130,
    GnuAddressBase = 0x2133,
}
