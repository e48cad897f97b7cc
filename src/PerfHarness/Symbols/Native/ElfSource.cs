using System.Collections.Concurrent;
using System.Text;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Formats.Dwarf;
using PerfHarness.Formats.Elf;
using PerfHarness.Formats.Go;
using PerfHarness.Formats.Unwinding;
using PerfHarness.Profiles;

namespace PerfHarness.Symbols.Native;

/// <summary>
/// Names the code of one ELF image; addresses are its virtual addresses. In order: symbols of the image, of its debug
/// file and of its mini debug info; PLT stubs; a Go program's own table; bounds from call frame information (<c>lib.so!0x1234</c>); the file as a
/// whole (<c>[lib.so]</c>). An address outside the image's code has no symbol.
/// Holds views into mapped files: after <see cref="Dispose"/> it must not be used any more.
/// </summary>
internal sealed class ElfSource : ISymbolSource, IDisposable
{
    // Longer names exist only in corrupt or malicious files.
    private const int MaxName = 1 << 16;

    private readonly ElfFile[] _files;
    private readonly string _module;
    private readonly NativeNameStyle _style;
    private readonly DiagnosticBag? _diagnostics;
    private readonly DiagnosticBag? _debugDiagnostics;
    private readonly ElfSymbolIndex _index;
    private readonly Symbol?[] _named;
    private readonly CallFrameIndex? _functionBounds;
    private readonly Lazy<PltIndex> _stubs;
    private readonly GoFunctions? _goFunctions;
    private readonly Lazy<DwarfInfo?> _debug;
    private readonly Lazy<LocalNames> _localNames;
    private readonly Lazy<Dictionary<ulong, GotSlot>> _slots;
    private readonly ConcurrentDictionary<ulong, Symbol> _unnamed = new();

    /// <param name="module">File name under which the image was loaded; the module of every function.</param>
    /// <param name="files">The image first, then what else has symbols for it. The source disposes them.</param>
    public ElfSource(string module, IReadOnlyList<ElfFile> files, NativeNameStyle style = NativeNameStyle.Full, DiagnosticBag? diagnostics = null)
    {
        (_module, _files, _style, _diagnostics) = (module, [.. files], style, diagnostics);
        _functionBounds = CallFrameIndex.ReadLoaded(Image);
        _index = ElfSymbolIndex.Build(_files, HasFullTable(_files) ? null : _functionBounds);
        _named = new Symbol?[_index.Count];
        _goFunctions = GoFunctionTable.Read(Image, diagnostics) is { } table ? new GoFunctions(table, module) : null;
        _debugDiagnostics = diagnostics?.CreateHeld();
        _debug = new(ReadDebugInfo);
        _localNames = new(() => new LocalNames(_files));
        _slots = new(() => GotSlots.Read(Image));
        _stubs = new(() => new PltIndex(Image, module, GetTargetName));
    }

    public ElfFile Image => _files[0];

    private DwarfInfo? Debug
    {
        get
        {
            var debug = _debug.Value;
            _debugDiagnostics?.Release();
            return debug;
        }
    }

    /// <summary>Reads what calls that were inlined need, before it is needed.</summary>
    public void PrefetchDebugInfo() => _debug.Value?.Prefetch();

    public IReadOnlyList<ElfFile> Files => _files;

    public Symbol? Find(ulong address)
    {
        var found = _index.Find(address);
        return found >= 0 ? GetNamedSymbol(found) : _stubs.Value.Find(address) ?? _goFunctions?.Find(address) ?? FindUnnamed(address);
    }

    public IReadOnlyList<InlinedCall> FindInlined(ulong address)
    {
        if (Debug?.FindInlined(address) is not { Count: > 0 } calls)
        {
            return [];
        }

        var found = new InlinedCall[calls.Count];
        for (var i = 0; i < found.Length; i++)
        {
            var function = calls[i].Function;
            var name = function.Name is { Length: > 0 } ? NativeNames.Format(function, _style, _diagnostics) : NativeNames.FormatModule(_module);
            found[i] = new InlinedCall(new FunctionName(_module, name), ToSourcePosition(function.Declaration), ToSourcePosition(calls[i].CallSite));
        }

        return found;
    }

    public SourcePosition? FindSource(Symbol symbol) => symbol.Named ? ToSourcePosition(Debug?.FindFunction(symbol.Start)?.Declaration) : null;

    public string? FindPointer(ulong address) =>
        _slots.Value.TryGetValue(address, out var slot) && slot.Name.Length > 0 ? NativeNames.Format(slot.Name, _style, _diagnostics) : null;

    public MachineCode ReadCode(Symbol symbol) =>
        symbol.Size > MachineCode.MaxSize || IsModuleSymbol(symbol)
            ? MachineCode.CreateMissing($"where the function begins and ends is not known: '{Image.Path}' is stripped",
                "pass the folder of its debug file with --symbols")
            : MachineCode.Create(Image.GetCode(symbol.Start, symbol.Size).ToArray(), Image.Header.Machine, Image.Path);

    public SourcePosition? FindLine(ulong address) => ToSourcePosition(Debug?.FindLine(address));

    /// <summary>Names of all functions of the symbol tables, in order of address.</summary>
    internal IEnumerable<string> AllNames() => Enumerable.Range(0, _index.Count).Select(i => GetNamedSymbol(i).Name.Name);

    public void Dispose()
    {
        foreach (var file in _files)
        {
            file.Dispose();
        }
    }

    private Symbol GetNamedSymbol(int index)
    {
        if (_named[index] is { } known)
        {
            return known;
        }

        var symbol = _index[index];
        var raw = Encoding.UTF8.GetString(_index.Name(symbol, MaxName));
        var name = NativeNames.Format(raw, _style, _diagnostics);
        name = symbol.Binding == SymbolBinding.Local ? QualifyLocal(name, symbol.Start) : name;
        var made = new Symbol(symbol.Start, symbol.End - symbol.Start, new FunctionName(_module, name), FrameKind.Native);
        return Interlocked.CompareExchange(ref _named[index], made, null) ?? made;
    }

    // As inlined calls of the function are named, where there is debug information; that is read only for a name that several have.
    private string QualifyLocal(string name, ulong start) => _localNames.Value.FindQualifier(start) is not { } file ? name
        : NativeNames.FormatInFile(name, Debug?.FindFunction(start) is { Declaration: not null } function ? function.OwnFile : file);

    private string? GetTargetName(PltStub stub)
    {
        if (stub.Target.Length > 0)
        {
            return NativeNames.Format(stub.Target, _style, _diagnostics);
        }

        return _index.Find(stub.Resolver) is >= 0 and var resolver ? GetNamedSymbol(resolver).Name.Name : null;
    }

    private DwarfInfo? ReadDebugInfo()
    {
        foreach (var file in _files)
        {
            if (DwarfInfo.Read(file, _debugDiagnostics) is { } debug)
            {
                return debug;
            }
        }

        return null;
    }

    private static SourcePosition? ToSourcePosition(DwarfPosition? position) =>
        position is { } p ? new SourcePosition(p.File, p.Line, p.Column) : null;

    private Symbol? FindUnnamed(ulong address)
    {
        if (_functionBounds?.Find(address, out _) is { } frame)
        {
            var (start, size) = (frame.Start, frame.Size);
            // A symbol that claims less than its function has: what is left is still that function.
            if (_index.Find(start) is >= 0 and var head && _index[head].Start == start)
            {
                return GetNamedSymbol(head);
            }

            return _unnamed.GetOrAdd(start, static (start, about) => about.Self.CreateBoundsSymbol(start, about.Size), (Self: this, Size: size));
        }

        foreach (var segment in Image.Segments)
        {
            if (segment.IsLoad && segment.IsExecutable && address >= segment.Address && address - segment.Address < segment.MemorySize)
            {
                return _unnamed.GetOrAdd(segment.Address | 1ul << 63, static (_, about) => about.Self.CreateModuleSymbol(about.segment),
                    (Self: this, segment));
            }
        }

        return null;
    }

    private Symbol CreateBoundsSymbol(ulong start, ulong size) =>
        new(start, size, new FunctionName(_module, string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{_module}!0x{start:x}")),
            FrameKind.Native, Named: false);

    private bool IsModuleSymbol(Symbol symbol) => symbol is { Named: false } && symbol.Name.Name == NativeNames.FormatModule(_module);

    private Symbol CreateModuleSymbol(ElfSegment segment) =>
        new(segment.Address, segment.MemorySize, new FunctionName(_module, NativeNames.FormatModule(_module)), FrameKind.Native, Named: false);

    private static bool HasFullTable(ElfFile[] files)
    {
        foreach (var file in files)
        {
            if (file.FindSection(SectionType.SymbolTable) is not null)
            {
                return true;
            }
        }

        return false;
    }
}
