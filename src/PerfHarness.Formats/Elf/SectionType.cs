namespace PerfHarness.Formats.Elf;

/// <summary>sh_type, as far as it is looked at here. Other values occur and are kept as they are.</summary>
internal enum SectionType : uint
{
    Null = 0,
    ProgBits = 1,
    SymbolTable = 2,
    StringTable = 3,
    Rela = 4,
    Note = 7,

    /// <summary>Takes no space in the file: .bss, and in a separate debug file everything that was stripped from it.</summary>
    NoBits = 8,
    Rel = 9,
    DynamicSymbolTable = 11,
}
