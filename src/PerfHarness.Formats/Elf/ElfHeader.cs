namespace PerfHarness.Formats.Elf;

/// <summary>The file header, with the section count and the index of the section names already widened by section 0.</summary>
/// <param name="Is64">ELFCLASS64; otherwise ELFCLASS32.</param>
internal readonly record struct ElfHeader(
    bool Is64,
    bool IsBigEndian,
    ElfMachine Machine,
    ulong ProgramHeaderOffset,
    int ProgramHeaderSize,
    uint ProgramHeaderCount,
    ulong SectionHeaderOffset,
    int SectionHeaderSize,
    ulong SectionHeaderCount,
    uint SectionNamesIndex);
