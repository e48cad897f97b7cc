using PerfHarness.Profiles;
using PerfHarness.Symbols.Managed;

namespace PerfHarness.Symbols.Resolution;

/// <summary>An image opened for names, of whatever format.</summary>
/// <param name="source">Its symbols, in its own addresses.</param>
/// <param name="addressOf">Its own address (ELF virtual address, PE RVA) of an offset in its file.</param>
internal sealed class ResolvedImage(ISymbolSource source, Func<ulong, ulong> addressOf)
{
    /// <summary>The single-file application that it is, or null.</summary>
    public BundleSource? Bundle => source as BundleSource;

    public ISymbolSource Source => source;

    public ulong GetAddress(ulong fileOffset) => addressOf(fileOffset);

    public Symbol? Find(ulong address) => source.Find(address);

    public IReadOnlyList<InlinedCall> FindInlined(ulong address) => source.FindInlined(address);

    public SourcePosition? FindSource(Symbol symbol) => source.FindSource(symbol);

    public SourcePosition? FindLine(ulong address) => source.FindLine(address);
}
