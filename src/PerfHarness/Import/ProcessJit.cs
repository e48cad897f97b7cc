using PerfHarness.Symbols;

namespace PerfHarness.Import;

/// <summary>What a process's JIT compilers left behind: a perf map, a jitdump, both or nothing.</summary>
internal sealed class ProcessJit(ISymbolSource? source)
{
    public static readonly ProcessJit None = new((ISymbolSource?)null);

    public Symbol? Find(ulong address) => source?.Find(address);
}
