using PerfHarness.Formats.Elf;

namespace PerfHarness.Symbols.Native;

/// <summary>A symbol that may name code.</summary>
/// <param name="End">Exclusive; equal to <paramref name="Start"/> while the size is not known.</param>
/// <param name="TableIndex">Which of the index's symbol tables it is from; also where its name is.</param>
internal readonly record struct SymbolCandidate(ulong Start, ulong End, uint NameOffset, byte Info, byte TableIndex)
{
    public SymbolType Type => (SymbolType)(Info & 15);

    public SymbolBinding Binding => (SymbolBinding)(Info >> 4);

    public bool HasSize => End > Start;
}
