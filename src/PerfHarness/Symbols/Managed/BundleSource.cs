using PerfHarness.Formats.Diagnostics;
using PerfHarness.Formats.ReadyToRun;
using PerfHarness.Profiles;

namespace PerfHarness.Symbols.Managed;

/// <summary>
/// A single-file .NET application: native code of the host, and precompiled code of the assemblies in the same file.
/// <code>
/// address   0 … 2^40 - 1            the host's own (ELF)
///           n * 2^40 + RVA          the n-th assembly's, n from 1
/// </code>
/// </summary>
internal sealed class BundleSource : ISymbolSource, IDisposable
{
    private const int AssemblyShift = 40;

    private readonly Bundle _bundle;
    private readonly ulong[] _offsets;
    private readonly Lazy<ReadyToRunSource?>[] _assemblies;
    private readonly Lazy<IReadOnlyList<(int Entry, ImageLayout Layout)>> _compressed;
    private readonly ISymbolSource _host;
    private readonly Func<ulong, ulong> _getHostAddress;

    public BundleSource(
        Bundle bundle, ISymbolSource host, Func<ulong, ulong> hostAddressOf, DiagnosticBag diagnostics, IEnumerable<string>? folders = null)
    {
        (_bundle, _host, _getHostAddress) = (bundle, host, hostAddressOf);
        _offsets = [.. bundle.Entries.Select(entry => (ulong)entry.Offset)];
        _assemblies = [.. bundle.Entries.Select((entry, i) =>
            new Lazy<ReadyToRunSource?>(() => Open(entry, (ulong)(i + 1) << AssemblyShift, diagnostics, folders)))];
        _compressed = new(bundle.ReadCompressedLayouts);
    }

    public string Path => _bundle.Path;

    public IReadOnlyList<BundleEntry> Entries => _bundle.Entries;

    /// <summary>Where the code of the compressed assemblies lies once they are loaded.</summary>
    public IReadOnlyList<(int Entry, ImageLayout Layout)> CompressedLayouts => _compressed.Value;

    /// <summary>Null where the file is not a single-file application.</summary>
    /// <param name="host">Names the native code of the file; addresses below 2^40.</param>
    /// <param name="hostAddressOf">From a file offset to the host's own addresses.</param>
    /// <exception cref="InputException">The file cannot be read.</exception>
    public static BundleSource? Open(string path, ISymbolSource host, Func<ulong, ulong> hostAddressOf, DiagnosticBag diagnostics) =>
        Bundle.Open(path, diagnostics) is { } bundle ? new BundleSource(bundle, host, hostAddressOf, diagnostics) : null;

    public ulong GetAddress(ulong fileOffset)
    {
        var index = Array.BinarySearch(_offsets, fileOffset);
        index = index >= 0 ? index : ~index - 1;
        return index >= 0 && !Entries[index].IsCompressed && fileOffset - _offsets[index] < (ulong)Entries[index].Length
            ? _assemblies[index].Value?.GetAddress(fileOffset - _offsets[index]) ?? ulong.MaxValue
            : _getHostAddress(fileOffset);
    }

    /// <summary>The address is in an assembly, and not the host's own.</summary>
    public static bool IsOfAssembly(ulong address) => address >> AssemblyShift != 0;

    /// <summary>An address as the file that it belongs to has it: the host's own, or an RVA of an assembly.</summary>
    public static ulong GetOwnAddress(ulong address) => address & ((1ul << AssemblyShift) - 1);

    /// <summary>The address of an RVA of an assembly, given by its number among <see cref="Entries"/>.</summary>
    public static ulong GetAddress(int entry, uint rva) => ((ulong)(entry + 1) << AssemblyShift) + rva;

    /// <summary>Whether the address of an assembly's code is where a call returns to.</summary>
    public bool IsReturnAddress(ulong address) => SelectSource(address) is ReadyToRunSource source && source.IsReturnAddress(address);

    public Symbol? Find(ulong address) => SelectSource(address)?.Find(address);

    public IReadOnlyList<InlinedCall> FindInlined(ulong address) => SelectSource(address)?.FindInlined(address) ?? [];

    public SourcePosition? FindSource(Symbol symbol) => SelectSource(symbol.Start)?.FindSource(symbol);

    public string? FindPointer(ulong address) => SelectSource(address)?.FindPointer(address);

    public MachineCode ReadCode(Symbol symbol) =>
        SelectSource(symbol.Start)?.ReadCode(symbol) ?? MachineCode.CreateMissing("its assembly cannot be read");

    public SourcePosition? FindLine(ulong address) => SelectSource(address)?.FindLine(address);

    public void Dispose()
    {
        foreach (var assembly in _assemblies.Where(a => a.IsValueCreated))
        {
            assembly.Value?.Dispose();
        }
    }

    private ISymbolSource? SelectSource(ulong address)
    {
        var number = address >> AssemblyShift;
        return number == 0 ? _host : number <= (ulong)_assemblies.Length ? _assemblies[number - 1].Value : null;
    }

    private ReadyToRunSource? Open(BundleEntry entry, ulong firstAddress, DiagnosticBag diagnostics, IEnumerable<string>? folders)
    {
        try
        {
            return ReadyToRunSource.Open(_bundle.Path, diagnostics, folders, _bundle, entry, firstAddress);
        }
        catch (InputException e)
        {
            diagnostics.Add(e.Diagnostic with { Severity = Severity.Warning, Message = $"{entry.Path} in {e.Diagnostic.Message}" });
            return null;
        }
    }
}
