namespace PerfHarness.Symbols;

/// <summary>
/// Functions sorted by address, found by binary search. Where entries overlap, the later-added one wins its own range,
/// as a JIT's reused memory does; aliases at one address keep the first that <see cref="SymbolTableBuilder"/> was given.
/// </summary>
internal sealed class SymbolTable : ISymbolSource
{
    private readonly ulong[] _starts;
    private readonly Symbol[] _symbols;

    internal SymbolTable(ulong[] starts, Symbol[] symbols) => (_starts, _symbols) = (starts, symbols);

    public int Count => _symbols.Length;

    /// <summary>In ascending order of address.</summary>
    public IReadOnlyList<Symbol> Symbols => _symbols;

    public Symbol? Find(ulong address)
    {
        var index = Array.BinarySearch(_starts, address);
        if (index < 0)
        {
            index = ~index - 1;
        }

        return index >= 0 && address - _symbols[index].Start < _symbols[index].Size ? _symbols[index] : null;
    }
}
