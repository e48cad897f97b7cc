using System.Globalization;
using System.Text;
using PerfHarness.Formats.Elf;

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

    public LocalNames(IEnumerable<ElfFile> files)
    {
        var byName = new Dictionary<ulong, SortedDictionary<ulong, string>>();
        foreach (var file in files)
        {
            foreach (var section in file.Sections.Where(s => s.Type == SectionType.SymbolTable))
            {
                Collect(file, section, byName);
            }
        }

        foreach (var functions in byName.Values.Where(f => f.Count > 1))
        {
            AddQualifiers(functions);
        }
    }

    /// <summary>What tells the function at the address from others of its name; null where there are none.</summary>
    public string? FindQualifier(ulong start) => _qualifiers.GetValueOrDefault(start);

    private static void Collect(ElfFile file, ElfSection section, Dictionary<ulong, SortedDictionary<ulong, string>> byName)
    {
        var symbols = new ElfSymbolTable(file, section);
        var source = "";
        for (var i = 1; i < symbols.Count; i++)
        {
            var symbol = symbols[i];
            if (symbol.Type == SymbolType.File)
            {
                source = Encoding.UTF8.GetString(symbols.GetName(symbol.NameOffset, AliasPreference.MaxComparedLength));
            }
            else if (symbol.Type == SymbolType.Function && symbol.Section != ElfSymbol.Undefined && (symbol.Info >> 4) == (int)SymbolBinding.Local)
            {
                var name = ComputeHash(symbols.GetName(symbol.NameOffset, AliasPreference.MaxComparedLength));
                if (!byName.TryGetValue(name, out var functions))
                {
                    byName.Add(name, functions = []);
                }

                functions.TryAdd(symbol.Value, source);
            }
        }
    }

    private void AddQualifiers(SortedDictionary<ulong, string> functions)
    {
        foreach (var file in functions.GroupBy(f => Path.GetFileName(f.Value), StringComparer.Ordinal))
        {
            var (isUnique, number) = (file.Count() == 1, 0);
            foreach (var (start, _) in file)
            {
                number++;
                _qualifiers[start] = isUnique && file.Key.Length > 0 ? file.Key : string.Create(CultureInfo.InvariantCulture, $"{file.Key}#{number}");
            }
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
}
