using PerfHarness.Formats.Elf;
using PerfHarness.Formats.Unwinding;

namespace PerfHarness.Symbols.Native;

/// <summary>
/// The functions of an image's symbol tables as ranges that do not overlap:
/// <code>
///   symbols   f [0x10,0x50)   g [0x20,0x30) inside f          aliases reduced to one (AliasPreference)
///   starts    0x10   0x20   0x30   0x50
///   owner     f      g      f      none
/// </code>
/// A symbol without a size reaches to the next symbol, at most to the end of its section. Names are not read here, only
/// on first lookup; per range 12 bytes are kept.
/// </summary>
internal sealed class ElfSymbolIndex
{
    private readonly ulong[] _starts;
    private readonly int[] _owners;
    private readonly SymbolCandidate[] _symbols;
    private readonly (ElfFile File, ElfSection Section)[] _tables;

    private ElfSymbolIndex(List<(ulong Start, int Owner)> ranges, SymbolCandidate[] symbols, (ElfFile, ElfSection)[] tables)
    {
        _starts = new ulong[ranges.Count];
        _owners = new int[ranges.Count];
        for (var i = 0; i < ranges.Count; i++)
        {
            (_starts[i], _owners[i]) = ranges[i];
        }

        (_symbols, _tables) = (symbols, tables);
    }

    /// <summary>Symbols after aliases were reduced, in order of address.</summary>
    public int Count => _symbols.Length;

    public SymbolCandidate this[int index] => _symbols[index];

    /// <summary>The symbol whose range covers the address, or −1.</summary>
    public int Find(ulong address)
    {
        var at = Array.BinarySearch(_starts, address);
        at = at < 0 ? ~at - 1 : at;
        return at < 0 ? -1 : _owners[at];
    }

    public ReadOnlySpan<byte> Name(in SymbolCandidate symbol, int max) =>
        new ElfSymbolTable(_tables[symbol.TableIndex].File, _tables[symbol.TableIndex].Section).GetName(symbol.NameOffset, max);

    /// <param name="files">The image and what else has symbols for it, such as its debug file.</param>
    /// <param name="bounds">Where given, a symbol without a size does not reach past the function bounds found there.</param>
    public static ElfSymbolIndex Build(IReadOnlyList<ElfFile> files, CallFrameIndex? bounds)
    {
        var tables = new List<(ElfFile, ElfSection)>();
        var found = new List<SymbolCandidate>();
        foreach (var file in files)
        {
            foreach (var section in file.Sections)
            {
                if (section.Type is SectionType.SymbolTable or SectionType.DynamicSymbolTable && tables.Count < byte.MaxValue)
                {
                    SymbolFilter.Collect(file, section, (byte)tables.Count, found);
                    tables.Add((file, section));
                }
            }
        }

        var array = tables.ToArray();
        var symbols = RemoveAliases(found, array);
        return new ElfSymbolIndex(Flatten(symbols, files[0], bounds), symbols, array);
    }

    // Sorted by address, one symbol an address.
    private static SymbolCandidate[] RemoveAliases(List<SymbolCandidate> found, (ElfFile File, ElfSection Section)[] tables)
    {
        var span = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(found);
        var keys = new ulong[span.Length];
        for (var i = 0; i < keys.Length; i++)
        {
            keys[i] = span[i].Start;
        }

        var order = new int[keys.Length];
        for (var i = 0; i < order.Length; i++)
        {
            order[i] = i;
        }

        Array.Sort(keys, order);
        var kept = new List<SymbolCandidate>(span.Length);
        var best = -1;
        for (var i = 0; i < order.Length; i++)
        {
            best = i > 0 && keys[i] == keys[i - 1] ? SelectPreferred(span, best, order[i], tables) : order[i];
            if (i + 1 == order.Length || keys[i + 1] != keys[i])
            {
                kept.Add(span[best]);
            }
        }

        return [.. kept];
    }

    private static int SelectPreferred(ReadOnlySpan<SymbolCandidate> symbols, int a, int b, (ElfFile File, ElfSection Section)[] tables)
    {
        var (first, second) = (symbols[a], symbols[b]);
        var comparison = AliasPreference.CompareKinds(first, second);
        if (comparison == 0)
        {
            var (ta, tb) = (tables[first.TableIndex], tables[second.TableIndex]);
            var nameA = new ElfSymbolTable(ta.File, ta.Section).GetName(first.NameOffset, AliasPreference.MaxComparedLength);
            var nameB = new ElfSymbolTable(tb.File, tb.Section).GetName(second.NameOffset, AliasPreference.MaxComparedLength);
            comparison = AliasPreference.CompareNames(nameA, nameB);
            comparison = comparison != 0 ? comparison : a.CompareTo(b);
        }

        return comparison <= 0 ? a : b;
    }

    private static List<(ulong Start, int Owner)> Flatten(SymbolCandidate[] symbols, ElfFile image, CallFrameIndex? bounds)
    {
        var ranges = new List<(ulong Start, int Owner)>(symbols.Length + (symbols.Length / 4));
        var open = new Stack<(ulong End, int Owner)>();
        for (var i = 0; i < symbols.Length; i++)
        {
            var symbol = symbols[i];
            CloseRanges(ranges, open, symbol.Start);
            if (!symbol.HasSize)
            {
                // A label inside a function that has a size is a place in it and no function of its own.
                if (open.Count > 0 && symbol.Type == SymbolType.None)
                {
                    continue;
                }

                var limit = open.Count > 0 ? open.Peek().End : SymbolFilter.CodeEnd(image, symbol.Start);
                var next = i + 1 < symbols.Length ? symbols[i + 1].Start : ulong.MaxValue;
                symbols[i] = symbol = symbol with { End = Math.Min(Math.Min(limit, next), BoundsEnd(bounds, symbol.Start)) };
                if (!symbol.HasSize)
                {
                    continue;
                }
            }

            SetOwner(ranges, symbol.Start, i);
            open.Push((symbol.End, i));
        }

        CloseRanges(ranges, open, ulong.MaxValue);
        return ranges;
    }

    private static void CloseRanges(List<(ulong Start, int Owner)> ranges, Stack<(ulong End, int Owner)> open, ulong upTo)
    {
        while (open.Count > 0 && open.Peek().End <= upTo)
        {
            var (end, _) = open.Pop();
            while (open.Count > 0 && open.Peek().End <= end)
            {
                open.Pop();
            }

            SetOwner(ranges, end, open.Count > 0 ? open.Peek().Owner : -1);
        }
    }

    private static void SetOwner(List<(ulong Start, int Owner)> ranges, ulong start, int owner)
    {
        if (ranges.Count > 0 && ranges[^1].Start == start)
        {
            ranges[^1] = (start, owner);
        }
        else
        {
            ranges.Add((start, owner));
        }
    }

    private static ulong BoundsEnd(CallFrameIndex? bounds, ulong start) =>
        bounds is null ? ulong.MaxValue
        : bounds.Find(start, out var next) is { } frame ? frame.Start + frame.Size
        : next;
}
