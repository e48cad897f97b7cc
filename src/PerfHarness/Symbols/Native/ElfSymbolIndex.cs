using PerfHarness.Formats.Elf;
using PerfHarness.Formats.IO;
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

    private ElfSymbolIndex(OwnedRanges ranges, SymbolCandidate[] symbols, (ElfFile, ElfSection)[] tables) =>
        (_starts, _owners, _symbols, _tables) = (ranges.Starts.ToArray(), ranges.Owners.ToArray(), symbols, tables);

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
        var total = 0;
        foreach (var file in files)
        {
            foreach (var section in file.Sections)
            {
                if (section.Type is SectionType.SymbolTable or SectionType.DynamicSymbolTable && tables.Count < byte.MaxValue)
                {
                    tables.Add((file, section));
                    total += new ElfSymbolTable(file, section).Count;
                }
            }
        }

        var array = tables.ToArray();
        var (found, count) = (new SymbolCandidate[total], 0);
        for (var i = 0; i < array.Length; i++)
        {
            SymbolFilter.Collect(array[i].Item1, array[i].Item2, (byte)i, found, ref count);
        }

        var symbols = RemoveAliases(found.AsSpan(0, count), array);
        return new ElfSymbolIndex(Flatten(symbols, files[0], bounds), symbols, array);
    }

    // Sorted by address, one symbol an address.
    private static SymbolCandidate[] RemoveAliases(ReadOnlySpan<SymbolCandidate> found, (ElfFile File, ElfSection Section)[] tables)
    {
        var keys = new ulong[found.Length];
        for (var i = 0; i < keys.Length; i++)
        {
            keys[i] = found[i].Start;
        }

        var order = RadixSort.SortToOrder(ref keys);
        var (best, count) = (-1, 0);
        for (var i = 0; i < order.Length; i++)
        {
            best = i > 0 && keys[i] == keys[i - 1] ? SelectPreferred(found, best, order[i], tables) : order[i];
            if (i + 1 == order.Length || keys[i + 1] != keys[i])
            {
                order[count++] = best;
            }
        }

        var kept = new SymbolCandidate[count];
        for (var i = 0; i < count; i++)
        {
            kept[i] = found[order[i]];
        }

        return kept;
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

    private static OwnedRanges Flatten(SymbolCandidate[] symbols, ElfFile image, CallFrameIndex? bounds)
    {
        var ranges = new OwnedRanges(symbols.Length);
        for (var i = 0; i < symbols.Length; i++)
        {
            ref var symbol = ref symbols[i];
            ranges.CloseUpTo(symbol.Start);
            if (!symbol.HasSize)
            {
                // A label inside a function that has a size is a place in it and no function of its own.
                if (ranges.HasOpen && symbol.Type == SymbolType.None)
                {
                    continue;
                }

                var limit = ranges.HasOpen ? ranges.OpenEnd : SymbolFilter.CodeEnd(image, symbol.Start);
                var next = i + 1 < symbols.Length ? symbols[i + 1].Start : ulong.MaxValue;
                symbol = symbol with { End = Math.Min(Math.Min(limit, next), BoundsEnd(bounds, symbol.Start)) };
                if (!symbol.HasSize)
                {
                    continue;
                }
            }

            ranges.Open(symbol.Start, symbol.End, i);
        }

        ranges.CloseUpTo(ulong.MaxValue);
        return ranges;
    }

    private static ulong BoundsEnd(CallFrameIndex? bounds, ulong start) =>
        bounds is null ? ulong.MaxValue
        : bounds.Find(start, out var next) is { } frame ? frame.Start + frame.Size
        : next;
}
