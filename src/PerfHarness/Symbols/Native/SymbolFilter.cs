using PerfHarness.Formats.Elf;

namespace PerfHarness.Symbols.Native;

/// <summary>Picks the symbols that can name code, as perf picks them.</summary>
internal static class SymbolFilter
{
    /// <param name="found">Has room for all symbols of the table.</param>
    /// <param name="count">Of those that are in it; the table's are added.</param>
    public static void Collect(ElfFile file, ElfSection section, byte table, SymbolCandidate[] found, ref int count)
    {
        var symbols = new ElfSymbolTable(file, section);
        var sections = file.Sections.ToArray();
        var hasMappingSymbols = file.Header.Machine is ElfMachine.Arm or ElfMachine.Arm64 or ElfMachine.RiscV;
        for (var i = 1; i < symbols.Count; i++)
        {
            var symbol = symbols[i];
            var symbolSection = symbol.Section < sections.Length ? sections[symbol.Section] : null;
            if (symbol.NameOffset == 0 || !IsCodeSymbol(symbol, symbolSection)
                || (hasMappingSymbols && IsMappingSymbol(symbols.GetName(symbol.NameOffset, 2))))
            {
                continue;
            }

            // On 32-bit Arm bit 0 says Thumb.
            var start = file.Header.Machine == ElfMachine.Arm ? symbol.Value & ~1ul : symbol.Value;
            var end = unchecked(start + symbol.Size);
            if (symbolSection is not null && symbolSection.Contains(start))
            {
                end = Math.Min(Math.Max(end, start), symbolSection.Address + symbolSection.Size);
            }

            found[count++] = new SymbolCandidate(start, Math.Max(end, start), symbol.NameOffset, symbol.Info, table);
        }
    }

    /// <summary>The end of the executable section that covers the address, else of the executable segment, else the address.</summary>
    public static ulong CodeEnd(ElfFile image, ulong address)
    {
        foreach (var section in image.Sections)
        {
            if (section.IsExecutable && section.Contains(address))
            {
                return section.Address + section.Size;
            }
        }

        foreach (var segment in image.Segments)
        {
            if (segment.IsLoad && segment.IsExecutable && address >= segment.Address && address - segment.Address < segment.MemorySize)
            {
                return segment.Address + segment.MemorySize;
            }
        }

        return address;
    }

    private static bool IsCodeSymbol(in ElfSymbol symbol, ElfSection? symbolSection) => symbol.Type switch
    {
        SymbolType.Function or SymbolType.IndirectFunction => symbol.Section != ElfSymbol.Undefined && symbolSection is not { IsExecutable: false },
        SymbolType.Object => symbolSection is { IsExecutable: true },
        SymbolType.None => symbol.Section is not (ElfSymbol.Undefined or ElfSymbol.Absolute) && !symbol.IsHidden
            && symbolSection is { IsExecutable: true } && symbolSection.Name.Contains("text", StringComparison.Ordinal),
        _ => false,
    };

    // $a $d $t $x mark where code and data start.
    private static bool IsMappingSymbol(ReadOnlySpan<byte> name) =>
        name is [(byte)'$', (byte)'a' or (byte)'d' or (byte)'t' or (byte)'x', ..];
}
