namespace PerfHarness.Formats.Elf;

/// <summary>One entry of a symbol table.</summary>
/// <param name="NameOffset">Into the string table that the symbol table links to.</param>
/// <param name="Section">st_shndx; 0 is undefined, 0xfff1 absolute.</param>
internal readonly record struct ElfSymbol(uint NameOffset, ulong Value, ulong Size, byte Info, byte Other, ushort Section)
{
    public const ushort Undefined = 0;
    public const ushort Absolute = 0xfff1;

    public SymbolType Type => (SymbolType)(Info & 15);

    /// <summary>STV_HIDDEN or STV_INTERNAL.</summary>
    public bool IsHidden => (Other & 3) is 1 or 2;
}
