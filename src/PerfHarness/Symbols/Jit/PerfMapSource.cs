using PerfHarness.Formats.Diagnostics;
using PerfHarness.Formats.IO;
using PerfHarness.Formats.Jit;
using PerfHarness.Symbols.Names;

namespace PerfHarness.Symbols.Jit;

/// <summary>
/// Names a process's JIT code from its perf map, by the addresses of the process. Memory is reused, and the map has no times:
/// see <see cref="ReusedAddresses"/> for lines that overlap. Names are parsed on first use.
/// </summary>
internal sealed class PerfMapSource : ISymbolSource
{
    private const string ReuseReason = "the process's memory held several methods at the address, and its perf map has no times";
    private const string DotNetRemedy = ": a recording that starts the command has a jitdump, which has them";

    private readonly PerfMap _map;
    private readonly ReusedAddresses _addresses;
    private readonly Symbol?[] _symbols;
    private readonly bool _isHotSpot;
    private readonly UnlistedStubs? _unlisted;
    private readonly Lazy<CopiedBuiltins> _builtins;
    private readonly Lazy<EqualNames> _equalNames;

    public PerfMapSource(PerfMap map, string? path = null)
    {
        (_map, Path) = (map, path);
        _symbols = new Symbol?[map.Count];
        _equalNames = new(() => new EqualNames(Enumerable.Range(0, map.Count)
            .Where(i => EqualNames.Contains(map.GetNameBytes(i))).Select(i => (i, map[i].Start, map.GetName(i)))));
        var (starts, sizes) = (new ulong[map.Count], new ulong[map.Count]);
        for (var i = 0; i < map.Count; i++)
        {
            (starts[i], sizes[i]) = (map[i].Start, map[i].Size);
            _isHotSpot |= HotSpotNames.IsHotSpotMarker(map.GetNameBytes(i));
        }

        _unlisted = UnlistedStubs.TryCreate(map);
        _builtins = new(() => new CopiedBuiltins(map));
        _addresses = new ReusedAddresses(CodeTimeline.Build(starts, sizes, new ulong[map.Count]), At,
            _unlisted is null ? ReuseReason : ReuseReason + DotNetRemedy);
    }

    public string? Path { get; }

    /// <summary>Lines that name code.</summary>
    public int Count => _map.Count;

    /// <summary>Null where there is no such file, or where it is not trusted; the latter is reported.</summary>
    /// <param name="trust">Which maps are trusted.</param>
    public static PerfMapSource? TryOpen(string path, JitFileTrustPolicy trust, DiagnosticBag diagnostics)
    {
        ArgumentNullException.ThrowIfNull(trust);
        using var file = trust.TryOpen(path, "perf map", diagnostics);
        return file is null ? null : new PerfMapSource(PerfMapReader.Read(file, diagnostics), path);
    }

    public Symbol? Find(ulong address) => _addresses.Find(address);

    /// <summary>Some of the code lies in a mapping of generated code, as it does where the process itself wrote the map: address
    /// spaces are laid out at random, and those of two processes have hardly anything in common. (V8 also lists its builtins,
    /// in the text of a program that may always be at the same place.)</summary>
    public bool HasCodeIn(IReadOnlyList<Mapping> mappings) =>
        Enumerable.Range(0, _map.Count).Any(i => AddressSpace.FindCovering(mappings, _map[i].Start) is { Image.IsGeneratedCode: true });

    /// <summary>What an unlisted address of JIT memory must be, a runtime's stub or builtin; null where that is not certain.</summary>
    /// <param name="mapping">What covers the address.</param>
    /// <param name="all">All that the process has mapped.</param>
    public Symbol? FindUnlistedStub(ulong address, in Mapping mapping, IReadOnlyList<Mapping> all) =>
        _unlisted?.Find(address, mapping, all) ?? (_builtins.Value.FindOriginal(address, mapping) is { } original ? Find(original) : null);

    /// <summary>The symbol of a line of the map, overlapped or not.</summary>
    internal Symbol At(int index)
    {
        // Two threads may both make it; they must agree on one.
        return Volatile.Read(ref _symbols[index]) ?? Interlocked.CompareExchange(ref _symbols[index], Make(index), null) ?? _symbols[index]!;
    }

    /// <summary>The line that made the symbol, or null.</summary>
    public string? FindLineName(Symbol symbol) =>
        Array.FindIndex(_symbols, known => ReferenceEquals(known, symbol)) is >= 0 and var index ? _map.GetName(index) : null;

    private Symbol Make(int index)
    {
        var name = JitNames.Parse(_map.GetNameBytes(index), _isHotSpot);
        name = EqualNames.Contains(_map.GetNameBytes(index)) ? _equalNames.Value.Number(name, index) : name;
        return JitNames.ToSymbol(name, _map[index].Start, _map[index].Size, _map.GetName(index));
    }
}
