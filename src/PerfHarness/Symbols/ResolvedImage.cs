using PerfHarness.Profiles;

namespace PerfHarness.Symbols;

/// <summary>An image whose symbols were opened, or could not be: then it finds nothing and says why.</summary>
public sealed class ResolvedImage(ISymbolSource? source, Func<ulong, ulong> addressOf)
{
    /// <summary>Address in the image's own terms (ELF virtual address, PE RVA) of an offset in its file.</summary>
    public ulong AddressOf(ulong fileOffset) => addressOf(fileOffset);

    public Symbol? Find(ulong address) => source?.Find(address);

    public IReadOnlyList<InlinedCall> FindInlined(ulong address) => source?.FindInlined(address) ?? [];

    public SourcePosition? FindLine(ulong address) => source?.FindLine(address);
}
