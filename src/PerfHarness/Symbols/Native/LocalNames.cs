using System.Globalization;
using System.Text;
using PerfHarness.Formats.Elf;
using PerfHarness.Formats.IO;

namespace PerfHarness.Symbols.Native;

/// <summary>
/// Functions of one name in one image: each source file may have its own. A symbol table lists the file before the symbols that
/// are local to it:
/// <code>
///   FILE a.c   FUNC work 0x1100      work [a.c]
///   FILE b.c   FUNC work 0x1180      work [b.c]      b.c is not unique either: work [b.c#1], work [b.c#2]
///                                                    without files: work [#1], work [#2]
/// </code>
/// </summary>
internal sealed class LocalNames
{
    private readonly Dictionary<ulong, string> _qualifiers = [];

    public LocalNames(IReadOnlyList<ElfFile> files)
    {
        var (tables, functions) = (new List<(ElfFile File, ElfSection Section)>(), new List<LocalFunction>());
        foreach (var file in files)
        {
            foreach (var section in file.Sections)
            {
                if (section.Type == SectionType.SymbolTable)
                {
                    Collect(new ElfSymbolTable(file, section), tables.Count, functions);
                    tables.Add((file, section));
                }
            }
        }

        var hashes = new ulong[functions.Count];
        for (var i = 0; i < hashes.Length; i++)
        {
            hashes[i] = functions[i].NameHash;
        }

        var order = RadixSort.SortToOrder(ref hashes);
        for (var (first, end) = (0, 0); first < order.Length; first = end)
        {
            for (end = first + 1; end < order.Length && hashes[end] == hashes[first]; end++)
            {
            }

            if (end - first > 1)
            {
                AddQualifiers(tables, functions, order.AsSpan(first..end));
            }
        }
    }

    /// <summary>What tells the function at the address from others of its name; null where there are none.</summary>
    public string? FindQualifier(ulong start) => _qualifiers.GetValueOrDefault(start);

    private static void Collect(in ElfSymbolTable symbols, int table, List<LocalFunction> functions)
    {
        uint source = 0;
        for (var i = 1; i < symbols.Count; i++)
        {
            var symbol = symbols[i];
            if (symbol.Type == SymbolType.File)
            {
                source = symbol.NameOffset;
            }
            else if (symbol.Type == SymbolType.Function && symbol.Section != ElfSymbol.Undefined && (symbol.Info >> 4) == (int)SymbolBinding.Local)
            {
                var hash = ComputeHash(symbols.GetName(symbol.NameOffset, AliasPreference.MaxComparedLength));
                functions.Add(new LocalFunction(hash, symbol.Value, table, source));
            }
        }
    }

    // Of one name; of several at one address the first counts.
    private void AddQualifiers(List<(ElfFile File, ElfSection Section)> tables, List<LocalFunction> functions, ReadOnlySpan<int> ofName)
    {
        var starts = new ulong[ofName.Length];
        var order = ofName.ToArray();
        for (var i = 0; i < starts.Length; i++)
        {
            starts[i] = functions[order[i]].Start;
        }

        RadixSort.Sort(ref starts, ref order);
        var sources = new List<string>(order.Length);
        var distinct = new List<ulong>(order.Length);
        for (var i = 0; i < order.Length; i++)
        {
            if (i == 0 || starts[i] != starts[i - 1])
            {
                distinct.Add(starts[i]);
                sources.Add(ReadSource(tables, functions[order[i]]));
            }
        }

        var (counts, numbers) = (new Dictionary<string, int>(StringComparer.Ordinal), new Dictionary<string, int>(StringComparer.Ordinal));
        foreach (var source in sources)
        {
            counts[source] = counts.GetValueOrDefault(source) + 1;
        }

        for (var i = 0; i < sources.Count && sources.Count > 1; i++)
        {
            var number = numbers[sources[i]] = numbers.GetValueOrDefault(sources[i]) + 1;
            _qualifiers[distinct[i]] = counts[sources[i]] == 1 && sources[i].Length > 0 ? sources[i]
                : string.Create(CultureInfo.InvariantCulture, $"{sources[i]}#{number}");
        }
    }

    // FNV-1a. Two names of one hash would get a file that they do not need.
    private static ulong ComputeHash(ReadOnlySpan<byte> name)
    {
        var hash = 14695981039346656037;
        foreach (var b in name)
        {
            hash = unchecked((hash ^ b) * 1099511628211);
        }

        return hash;
    }

    private static string ReadSource(List<(ElfFile File, ElfSection Section)> tables, in LocalFunction function)
    {
        var (file, section) = tables[function.Table];
        return function.Source == 0 ? ""
            : Path.GetFileName(Encoding.UTF8.GetString(
                new ElfSymbolTable(file, section).GetName(function.Source, AliasPreference.MaxComparedLength)));
    }

    // Source: where its file's name is, 0 where none is listed before it.
    private readonly record struct LocalFunction(ulong NameHash, ulong Start, int Table, uint Source);
}
