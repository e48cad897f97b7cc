using System.Globalization;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;
using System.Runtime.InteropServices;
using PerfHarness.Formats.Diagnostics;

namespace PerfHarness.Formats.ReadyToRun;

/// <summary>
/// The precompiled code of a managed assembly, or of several in a composite image: which method is at an RVA.
/// Opening reads the tables of offsets only (some 50,000 methods of System.Private.CoreLib in tens of milliseconds);
/// a name is decoded on first use and then kept. Safe to share between threads.
/// </summary>
internal sealed class ReadyToRunImage : IDisposable
{
    /// <summary>What <see cref="GetName"/> gives for the thunks that resolve a call when it is first made.</summary>
    public const string DelayLoadThunk = "[delay load thunk]";

    private const int StubMethod = -2;

    private readonly PeFile _pe;
    private readonly ReadyToRunHeader _header;
    private readonly ModuleTable _modules;
    private readonly AssemblyLocator _locator;
    private readonly List<MethodEntry> _entries;
    private readonly ReadyToRunRange[] _ranges;
    private readonly uint[] _starts;
    private readonly string?[] _names;
    private readonly DiagnosticBag _diagnostics;

    private ReadyToRunImage(
        PeFile pe, ReadyToRunHeader header, ModuleTable modules, AssemblyLocator locator, List<MethodEntry> entries,
        List<ReadyToRunRange> ranges, DiagnosticBag diagnostics)
    {
        (_pe, _header, _modules, _locator, _entries, _diagnostics) = (pe, header, modules, locator, entries, diagnostics);
        _ranges = [.. ranges];
        _starts = new uint[_ranges.Length];
        for (var i = 0; i < _starts.Length; i++)
        {
            _starts[i] = _ranges[i].Start;
        }

        _names = new string?[entries.Count];
    }

    public string Path => _pe.Path;

    /// <summary>The assembly's simple name; the file's name for a composite image.</summary>
    public required string SimpleName { get; init; }

    /// <summary>Methods with precompiled code, generic instances included.</summary>
    public int MethodCount => _entries.Count;

    /// <summary>All precompiled code, in ascending order of RVA.</summary>
    public IReadOnlyList<ReadyToRunRange> Ranges => _ranges;

    /// <summary>How many pieces <see cref="Ranges"/> has.</summary>
    public int RangeCount => _ranges.Length;

    /// <summary>Opens an image; null where the PE has no ReadyToRun code of its own, which is not an error.</summary>
    /// <param name="folders">Where to search for assemblies that the code refers to, besides the image's own folder.</param>
    /// <param name="bundle">The single-file application that the image is in, with <paramref name="entry"/>.</param>
    /// <exception cref="InputException">The file cannot be opened or is not a PE file.</exception>
    public static ReadyToRunImage? Open(
        string path, DiagnosticBag diagnostics, IEnumerable<string>? folders = null, Bundle? bundle = null, BundleEntry? entry = null)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(diagnostics);
        var pe = PeFile.Open(path, entry);
        ReadyToRunImage? image = null;
        try
        {
            image = ReadyToRunHeader.Find(pe) is { } header ? Read(pe, header, diagnostics, folders ?? [], bundle, entry) : null;
            return image;
        }
        catch (Exception e) when (MetadataErrors.IsCorruptMetadata(e))
        {
            throw new InputException(DiagnosticCodes.CorruptReadyToRun, $"'{path}' is a corrupt ReadyToRun image: {e.Message}", null, path, e);
        }
        finally
        {
            if (image is null)
            {
                pe.Dispose();
            }
        }
    }

    /// <summary>Number of the range that covers the RVA, or -1.</summary>
    public int Find(uint rva)
    {
        var index = Array.BinarySearch(_starts, rva);
        index = index >= 0 ? index : ~index - 1;
        return index >= 0 && rva - _ranges[index].Start < _ranges[index].Size ? index : -1;
    }

    /// <param name="range">A number that <see cref="Find"/> gave.</param>
    public ReadyToRunRange GetRange(int range) => _ranges[range];

    /// <summary>The name in the runtime's format, without a tier; null for code that no method owns, and for a method whose name
    /// cannot be read: the assembly that has it is missing, or something is corrupt.</summary>
    /// <param name="range">A number that <see cref="Find"/> gave.</param>
    public string? GetName(int range)
    {
        var method = _ranges[range].Method;
        if (method < 0)
        {
            return method == StubMethod ? DelayLoadThunk : null;
        }

        return _names[method] ?? Interlocked.CompareExchange(ref _names[method], DecodeName(method), null) ?? _names[method];
    }

    /// <summary>Whether the RVA is where a call returns to: inside a method's code, after a call.</summary>
    public bool IsReturnAddress(uint rva)
    {
        const uint Longest = CallInstruction.MaxLength;
        return rva > Longest && Find(rva - 1) >= 0
            && CallInstruction.IsBefore(_pe.GetBytes(rva - Longest, Longest), RuntimeFunctionTable.GetTargetMachine(_pe.Machine));
    }

    /// <summary>The bytes of a range's code; fewer where the file is truncated.</summary>
    public ReadOnlySpan<byte> GetCode(int range) => _pe.GetBytes(_ranges[range].Start, _ranges[range].Size);

    /// <summary>What the indirection cell at the RVA leads to, or null.</summary>
    public ImportCell? FindImportCell(uint rva) => new ImportCells(_pe, _header, _modules).Find(rva);

    /// <summary>The processor that the code is for.</summary>
    public Machine Machine => RuntimeFunctionTable.GetTargetMachine(_pe.Machine);

    /// <summary>A stub is code that the runtime or the compiler generated for itself.</summary>
    public bool IsStub(int range) => _ranges[range].Method == StubMethod;

    /// <summary>The RVA that a byte of the image's file is loaded to.</summary>
    public bool TryGetRva(long offset, out uint rva) => _pe.TryGetRva(offset, out rva);

    public void Dispose()
    {
        _locator.Dispose();
        _pe.Dispose();
    }

    private static ReadyToRunImage? Read(
        PeFile pe, ReadyToRunHeader header, DiagnosticBag diagnostics, IEnumerable<string> folders, Bundle? bundle, BundleEntry? entry)
    {
        var machine = RuntimeFunctionTable.GetTargetMachine(pe.Machine);
        var functions = RuntimeFunctionTable.Read(
            pe, header.GetSection(pe, ReadyToRunSectionType.RuntimeFunctions, out _), machine, out var isCorrupt);
        if (functions.Count == 0)
        {
            return null;
        }

        var locator = new AssemblyLocator(folders.Prepend(System.IO.Path.GetDirectoryName(pe.Path) ?? "."), diagnostics, bundle);
        var own = !header.IsComposite && pe.TryGetMetadata(diagnostics) is { } metadata
            ? MetadataModule.From(metadata, System.IO.Path.GetFileNameWithoutExtension(entry?.Path ?? pe.Path))
            : null;
        var components = ComponentTable.Read(pe, header, diagnostics, out var isTableCorrupt);
        isCorrupt |= isTableCorrupt;
        var manifest = ManifestMetadata.TryRead(header.GetSection(pe, ReadyToRunSectionType.ManifestMetadata, out _), pe.Path, diagnostics);
        var modules = new ModuleTable(own, manifest, header.IsAtLeast(6, 3), [.. components.Select(c => c.Module)], locator)
        {
            Mvids = [.. MemoryMarshal.Cast<byte, Guid>(header.GetSection(pe, ReadyToRunSectionType.ManifestAssemblyMvids, out _))],
        };

        var reader = new MethodEntryReader(functions.Count);
        reader.ReadMethodDefEntryPoints(header.GetSection(pe, ReadyToRunSectionType.MethodDefEntryPoints, out _), 0);
        for (var i = 0; i < components.Count; i++)
        {
            reader.ReadMethodDefEntryPoints(components[i].Header.GetSection(pe, ReadyToRunSectionType.MethodDefEntryPoints, out _), i + 1);
            isCorrupt |= components[i].Header.IsCorrupt;
        }

        reader.ReadInstanceEntryPoints(header.GetSection(pe, ReadyToRunSectionType.InstanceEntryPoints, out _));
        isCorrupt |= reader.IsCorrupt | header.IsCorrupt;
        var ranges = CodeRangeBuilder.Build(functions, reader.Entries, header.GetSection(pe, ReadyToRunSectionType.HotColdMap, out _),
            !isCorrupt, out var isMapCorrupt);
        AddThunks(ranges, header.GetSection(pe, ReadyToRunSectionType.DelayLoadMethodCallThunks, out var thunks), thunks);
        if (isCorrupt || isMapCorrupt || header.IsCorrupt)
        {
            diagnostics.Warn(
                DiagnosticCodes.CorruptReadyToRun,
                $"tables of '{pe.Path}' are corrupt; {reader.Entries.Count.ToString(CultureInfo.InvariantCulture)} precompiled methods could be read",
                file: pe.Path);
        }

        return new ReadyToRunImage(pe, header, modules, locator, reader.Entries, ranges, diagnostics)
        {
            SimpleName = own?.SimpleName ?? System.IO.Path.GetFileName(entry?.Path ?? pe.Path),
        };
    }

    private static void AddThunks(List<ReadyToRunRange> ranges, ReadOnlySpan<byte> thunks, uint rva)
    {
        if (!thunks.IsEmpty)
        {
            var at = ranges.FindIndex(r => r.Start > rva);
            at = at < 0 ? ranges.Count : at;
            var free = at < ranges.Count ? ranges[at].Start - rva : uint.MaxValue;
            if (at == 0 || ranges[at - 1].Start + ranges[at - 1].Size <= rva)
            {
                ranges.Insert(at, new ReadyToRunRange(rva, (uint)Math.Min(thunks.Length, free), StubMethod, false));
            }
        }
    }

    private string? DecodeName(int number)
    {
        var entry = _entries[number];
        try
        {
            return entry.IsGenericInstance
                ? InstanceEntryPointSignature.FormatName(_header.GetSection(_pe, ReadyToRunSectionType.InstanceEntryPoints, out _)[entry.Row..],
                    _modules)
                : RuntimeMethodName.Format(
                    entry.Component == 0 ? _modules.Resolve(0) : _modules.GetComponent(entry.Component),
                    MetadataTokens.MethodDefinitionHandle(entry.Row));
        }
        catch (MissingMetadataException)
        {
            return null;
        }
        catch (Exception e) when (MetadataErrors.IsCorruptMetadata(e))
        {
            var method = string.Create(CultureInfo.InvariantCulture, $"method {entry.Row:x}");
            _diagnostics.Warn(DiagnosticCodes.CorruptReadyToRun, $"the name of {method} of '{Path}' cannot be read: {e.Message}", file: Path);
            return null;
        }
    }
}
