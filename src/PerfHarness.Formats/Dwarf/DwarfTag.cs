namespace PerfHarness.Formats.Dwarf;

/// <summary>DW_TAG: only the values used here.</summary>
internal enum DwarfTag : uint
{
    None = 0,
    ArrayType = 0x01,
    ClassType = 0x02,
    EnumerationType = 0x04,
    FormalParameter = 0x05,
    LexicalBlock = 0x0b,
    PointerType = 0x0f,
    ReferenceType = 0x10,
    StructureType = 0x13,
    SubroutineType = 0x15,
    Typedef = 0x16,
    UnionType = 0x17,
    UnspecifiedParameters = 0x18,
    InlinedSubroutine = 0x1d,
    BaseType = 0x24,
    ConstType = 0x26,
    Subprogram = 0x2e,
    VolatileType = 0x35,
    Namespace = 0x39,
    UnspecifiedType = 0x3b,
    RvalueReferenceType = 0x42,
}
