namespace PerfHarness.Symbols;

/// <summary>Collects symbols in any order for a <see cref="SymbolTable"/>.</summary>
internal sealed class SymbolTableBuilder
{
    private readonly List<Symbol> _symbols = [];

    public int Count => _symbols.Count;

    public void Add(Symbol symbol)
    {
        if (symbol.Size > 0)
        {
            _symbols.Add(symbol);
        }
    }

    /// <param name="laterWins">Of entries that overlap the one added later counts (a JIT's memory is reused); otherwise the
    /// first added at an address does, and a function reaches at most to the next one's start.</param>
    public SymbolTable Build(bool laterWins = false)
    {
        var order = new int[_symbols.Count];
        for (var i = 0; i < order.Length; i++)
        {
            order[i] = i;
        }

        Array.Sort(order, (a, b) =>
        {
            var byStart = _symbols[a].Start.CompareTo(_symbols[b].Start);
            return byStart != 0 ? byStart : laterWins ? b.CompareTo(a) : a.CompareTo(b);
        });

        var kept = new List<Symbol>(order.Length);
        var rank = new List<int>(order.Length);
        foreach (var index in order)
        {
            var symbol = _symbols[index];
            if (kept.Count > 0 && kept[^1].Start == symbol.Start)
            {
                continue;
            }

            if (laterWins)
            {
                AddLaterWins(kept, rank, symbol, index);
            }
            else
            {
                if (kept.Count > 0 && symbol.Start - kept[^1].Start < kept[^1].Size)
                {
                    kept[^1] = kept[^1] with { Size = symbol.Start - kept[^1].Start };
                }

                kept.Add(symbol);
            }
        }

        return new SymbolTable([.. kept.Select(s => s.Start)], [.. kept]);
    }

    // The entries overlap: the older one gives way where the newer one lies.
    private static void AddLaterWins(List<Symbol> kept, List<int> rank, Symbol symbol, int index)
    {
        while (kept.Count > 0 && symbol.Start - kept[^1].Start < kept[^1].Size)
        {
            if (rank[^1] > index)
            {
                var end = kept[^1].Start + kept[^1].Size;
                if (symbol.Start + symbol.Size <= end)
                {
                    return;
                }

                symbol = symbol with { Start = end, Size = symbol.Start + symbol.Size - end };
                break;
            }

            kept[^1] = kept[^1] with { Size = symbol.Start - kept[^1].Start };
            if (kept[^1].Size > 0)
            {
                break;
            }

            kept.RemoveAt(kept.Count - 1);
            rank.RemoveAt(rank.Count - 1);
        }

        kept.Add(symbol);
        rank.Add(index);
    }
}
