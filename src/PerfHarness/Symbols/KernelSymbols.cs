using PerfHarness.PerfData;

namespace PerfHarness.Symbols;

/// <summary>The kernel's functions at the addresses of the recording.</summary>
public sealed class KernelSymbols
{
    public Symbol? Find(ulong address) => null;

    public void Map(in MmapRecord mmap) => _ = mmap;

    public void Add(in KsymbolRecord symbol) => _ = symbol;
}
