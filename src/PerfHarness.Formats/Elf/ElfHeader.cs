namespace PerfHarness.Formats.Elf;

/// <summary>The file header, with the section count and the index of the section names already widened by section 0.</summary>
/// <param name="Is64">ELFCLASS64; otherwise ELFCLASS32.</param>
/// <param name="Type">e_type: 1 relocatable, 2 executable, 3 shared object, 4 core.</param>
internal readonly record struct ElfHeader(
    bool Is64,
    bool IsBigEndian,
    ushort Type,
    ElfMachine Machine,
    ulong ProgramHeaderOffset,
    int ProgramHeaderSize,
    uint ProgramHeaderCount,
    ulong SectionHeaderOffset,
    int SectionHeaderSize,
    ulong SectionHeaderCount,
    uint SectionNamesIndex);
