using PerfHarness.Formats.Unwinding;
using PerfHarness.Profiles;
using PerfHarness.Symbols.Managed;

namespace PerfHarness.Symbols.Resolution;

/// <summary>An image opened for names, of whatever format.</summary>
/// <param name="source">Its symbols, in its own addresses.</param>
/// <param name="addressOf">Its own address (ELF virtual address, PE RVA) of an offset in its file.</param>
/// <param name="readUnwindTable">Reads how frames of its native code are undone; null where it has none.</param>
internal sealed class ResolvedImage(ISymbolSource source, Func<ulong, ulong> addressOf, Func<UnwindTable?>? readUnwindTable = null)
{
    private readonly Lazy<UnwindTable?> _unwindTable = new(() => readUnwindTable?.Invoke());

    /// <summary>A file of the recorded build was found.</summary>
    public required bool IsFound { get; init; }

    /// <summary>For native code; null where its file has none.</summary>
    public UnwindTable? UnwindTable => _unwindTable.Value;

    /// <summary>The address is in precompiled code of a managed assembly.</summary>
    public bool IsManaged(ulong address) => source is BundleSource ? BundleSource.IsOfAssembly(address) : IsFound && readUnwindTable is null;

    /// <summary>The single-file application that it is, or null.</summary>
    public BundleSource? Bundle => source as BundleSource;

    public ISymbolSource Source => source;

    public ulong GetAddress(ulong fileOffset) => addressOf(fileOffset);

    public Symbol? Find(ulong address) => source.Find(address);

    public IReadOnlyList<InlinedCall> FindInlined(ulong address) => source.FindInlined(address);

    public SourcePosition? FindSource(Symbol symbol) => source.FindSource(symbol);

    public SourcePosition? FindLine(ulong address) => source.FindLine(address);
}
