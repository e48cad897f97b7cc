using System.IO.Enumeration;
using System.Text;
using System.Text.RegularExpressions;
using PerfHarness.Formats.Demangling;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Formats.Elf;
using PerfHarness.Formats.Go;
using PerfHarness.Formats.Unwinding;
using PerfHarness.Symbols.Native;

namespace PerfHarness.Recording.Probes;

/// <summary>
/// The functions of an image by any of their names: all symbols of the image, of its debug file and of its mini debug info, or a
/// Go program's own table. Aliases count, unlike in a report: a probe on <c>__libc_malloc</c> is one on <c>malloc</c>.
/// </summary>
internal sealed partial class FunctionTable : IDisposable
{
    private const int MaxName = 1 << 16;

    private readonly DiagnosticBag _diagnostics = new();
    private readonly DebugFileLocator _locator;
    private readonly List<ElfFile> _files;
    private readonly Lazy<List<FunctionSymbol>> _functions;
    private readonly Lazy<CallFrameIndex?> _bounds;

    private FunctionTable(ElfFile image)
    {
        _locator = new DebugFileLocator(new NativeSymbolOptions(), _diagnostics);
        _files = [image];
        _functions = new(ReadAll);
        _bounds = new(() => CallFrameIndex.ReadLoaded(Image));
    }

    public ElfFile Image => _files[0];

    /// <summary>Stacks of Go's goroutines move, which a probe at a function's return does not survive.</summary>
    public bool IsGo => Image.FindSection(".gopclntab") is not null || Image.FindSection(".go.buildinfo") is not null;

    public IReadOnlyList<FunctionSymbol> Functions => _functions.Value;

    /// <exception cref="InputException">The file is no ELF image.</exception>
    public static FunctionTable Open(string path) => new(ElfFile.Open(path));

    /// <summary>
    /// The functions of the name, one an address: as the symbol table has it; demangled; without parameters; without the suffix of a
    /// clone; at last as a pattern. The first of these that fits decides.
    /// </summary>
    public IReadOnlyList<FunctionSymbol> Find(string name)
    {
        var wanted = RemoveSpaces(name);
        return Find(f => f.Raw == name)
            ?? Find(f => RemoveSpaces(f.Name) == wanted)
            ?? Find(f => RemoveSpaces(NameShortener.Shorten(f.Name)) == wanted)
            ?? Find(f => ClonePattern().Replace(f.Raw, "") == name)
            ?? (name.AsSpan().IndexOfAny('*', '?') < 0 ? []
                : Find(f => !f.IsIndirect && (IsMatch(name, f.Raw) || IsMatch(name, NameShortener.Shorten(f.Name)))) ?? []);
    }

    /// <summary>Where the function that covers the address starts, by symbols or by call frame information; null if none is known to.</summary>
    public ulong? FindStart(ulong address)
    {
        FunctionSymbol? best = null;
        foreach (var function in Functions)
        {
            // Without a size it reaches to the next one.
            if (address >= function.Address && (function.Size == 0 || address - function.Address < function.Size))
            {
                best = best is null || function.Address > best.Address ? function : best;
            }
        }

        return _bounds.Value?.Find(address, out _) is { } bounds && (best is null || bounds.Start > best.Address || best.Size == 0)
            ? bounds.Start : best?.Address;
    }

    /// <summary>The image calls a function of the name that another image has.</summary>
    public bool Imports(string name)
    {
        foreach (var section in Image.Sections.Where(section => section.Type == SectionType.DynamicSymbolTable))
        {
            var symbols = new ElfSymbolTable(Image, section);
            for (var i = 1; i < symbols.Count; i++)
            {
                if (symbols[i].Section == ElfSymbol.Undefined && ReadName(symbols, symbols[i].NameOffset) == name)
                {
                    return true;
                }
            }
        }

        return false;
    }

    public void Dispose()
    {
        _files.ForEach(file => file.Dispose());
        _locator.Dispose();
    }

    private List<FunctionSymbol>? Find(Func<FunctionSymbol, bool> fits)
    {
        var found = Functions.Where(fits).OrderBy(function => function.IsSuperseded).DistinctBy(function => function.Address).ToList();
        var current = found.Where(function => !function.IsSuperseded).ToList();
        return found.Count == 0 ? null : [.. (current.Count > 0 ? current : found).OrderBy(function => function.Address)];
    }

    private List<FunctionSymbol> ReadAll()
    {
        if (_locator.Find(Image, Image.Path) is { } debug)
        {
            _files.Add(debug);
        }
        else if (MiniDebugInfo.Read(Image, _diagnostics) is { } mini)
        {
            _files.Add(mini);
        }

        var found = new List<FunctionSymbol>();
        foreach (var file in _files)
        {
            foreach (var section in file.Sections)
            {
                if (section.Type is SectionType.SymbolTable or SectionType.DynamicSymbolTable)
                {
                    Collect(file, section, found);
                }
            }
        }

        if (found.Count == 0 && GoFunctionTable.Read(Image, _diagnostics) is { } table)
        {
            for (var i = 0; i < table.Count; i++)
            {
                if (table.GetName(i) is { } name)
                {
                    found.Add(new FunctionSymbol(name, name, table.GetStart(i), 0, IsIndirect: false));
                }
            }
        }

        return found;
    }

    private void Collect(ElfFile file, ElfSection section, List<FunctionSymbol> found)
    {
        var symbols = new ElfSymbolTable(file, section);
        var (candidates, count) = (new SymbolCandidate[symbols.Count], 0);
        SymbolFilter.Collect(file, section, 0, candidates, ref count);
        var superseded = section.Type == SectionType.DynamicSymbolTable ? FindSuperseded(file, symbols) : [];
        foreach (var candidate in candidates.AsSpan(0, count))
        {
            var raw = ReadName(symbols, candidate.NameOffset, out var isSuperseded);
            var size = candidate.HasSize ? candidate.End - candidate.Start : 0;
            found.Add(new FunctionSymbol(
                raw, Demangler.Demangle(raw, _diagnostics), candidate.Start, size, candidate.Type == SymbolType.IndirectFunction,
                isSuperseded || superseded.Contains((candidate.NameOffset, candidate.Start))));
        }
    }

    // .gnu.version has a number for each dynamic symbol; the highest bit hides it from programs that are linked now.
    private static HashSet<(uint Name, ulong Address)> FindSuperseded(ElfFile file, ElfSymbolTable symbols)
    {
        var found = new HashSet<(uint, ulong)>();
        var versions = file.GetContents(".gnu.version");
        for (var i = 0; i < symbols.Count && (i * 2) + 1 < versions.Length; i++)
        {
            if ((versions[(i * 2) + (file.Header.IsBigEndian ? 0 : 1)] & 0x80) != 0)
            {
                found.Add((symbols[i].NameOffset, symbols[i].Value));
            }
        }

        return found;
    }

    private static string ReadName(ElfSymbolTable symbols, uint offset) => ReadName(symbols, offset, out _);

    // "memcpy@@GLIBC_2.14" is the version of today, "memcpy@GLIBC_2.2.5" an older one.
    private static string ReadName(ElfSymbolTable symbols, uint offset, out bool isSuperseded)
    {
        var name = Encoding.UTF8.GetString(symbols.GetName(offset, MaxName));
        var version = name.IndexOf('@', StringComparison.Ordinal);
        isSuperseded = version > 0 && version + 1 < name.Length && name[version + 1] != '@';
        return version > 0 ? name[..version] : name;
    }

    private static bool IsMatch(string pattern, string name) =>
        FileSystemName.MatchesSimpleExpression(pattern.Replace("\\", "\\\\", StringComparison.Ordinal), name, ignoreCase: false);

    private static string RemoveSpaces(string name) => name.Replace(" ", "", StringComparison.Ordinal);

    [GeneratedRegex(@"\.(constprop|isra|part|lto_priv|localalias|llvm)(\.[0-9]+)*", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex ClonePattern();
}
