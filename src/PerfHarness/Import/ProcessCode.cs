using PerfHarness.Profiles;
using PerfHarness.Symbols;
using PerfHarness.Symbols.Resolution;

namespace PerfHarness.Import;

/// <summary>Generated code of a process, and what it calls: its own functions, and those of the images that the process has mapped.</summary>
internal sealed class ProcessCode(ProcessState process, SymbolResolver symbols) : ISymbolSource
{
    public Symbol? Find(ulong address)
    {
        if (process.FindJitSymbol(address) is { } generated)
        {
            return generated;
        }

        if (process.AddressSpace.Find(address) is not { Image.IsFile: true } mapping)
        {
            return null;
        }

        // In the process's addresses, as the question was.
        var image = symbols.Open(mapping.Image);
        var own = image.GetAddress(mapping.GetFileOffset(address));
        return image.Find(own) is { } symbol ? symbol with { Start = address - (own - symbol.Start) } : null;
    }

    public SourcePosition? FindLine(ulong address) => process.FindJitLine(address);

    public MachineCode ReadCode(Symbol symbol) => process.ReadJitCode(symbol);
}
