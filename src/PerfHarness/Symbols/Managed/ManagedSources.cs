using PerfHarness.Formats.Diagnostics;
using PerfHarness.Formats.PortablePdb;
using PerfHarness.Formats.ReadyToRun;
using PerfHarness.Profiles;

namespace PerfHarness.Symbols.Managed;

/// <summary>
/// Source positions of all managed functions of a recording. A method's name says its assembly, and where that is, is
/// known from the recording's mappings, or from the program's folder: the kernel reports only executable
/// mappings, so assemblies without precompiled code are not among them. Each is opened at the first lookup of
/// one of its methods. Thread-safe.
/// </summary>
internal sealed class ManagedSources(IEnumerable<string> symbolFolders, DiagnosticBag diagnostics) : IDisposable
{
    private readonly SymbolFolders _folders = new(symbolFolders, diagnostics);
    private readonly Dictionary<string, (string Path, BundleEntry? Entry)> _locations = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ManagedSourceIndex> _opened = new(StringComparer.Ordinal);
    private readonly List<string> _programFolders = [];
    private readonly Lock _lock = new();

    /// <summary>Makes an assembly known; of two with the same simple name the first counts.</summary>
    public void AddAssembly(string dllPath)
    {
        lock (_lock)
        {
            _locations.TryAdd(Path.GetFileNameWithoutExtension(dllPath), (dllPath, null));
        }
    }

    /// <summary>Makes the assemblies inside a single-file application known.</summary>
    public void AddBundle(string path, IReadOnlyList<BundleEntry> entries)
    {
        lock (_lock)
        {
            foreach (var entry in entries)
            {
                _locations.TryAdd(entry.SimpleName, (path, entry));
            }
        }
    }

    /// <summary>A folder that may have assemblies: the program's own. Searched before the symbol folders, and not recursively.</summary>
    public void AddFolder(string folder)
    {
        lock (_lock)
        {
            if (!_programFolders.Contains(folder, StringComparer.Ordinal))
            {
                _programFolders.Add(folder);
            }
        }
    }

    /// <summary>The first line of the method, or null where its assembly or PDB is not known.</summary>
    /// <param name="runtimeName">In the runtime's format, with or without a tier.</param>
    public SourcePosition? Find(string runtimeName) =>
        RuntimeNameModule.Parse(runtimeName) is { } module && GetIndex(module) is { } index ? index.Find(runtimeName) : null;

    /// <summary>Where the assembly is, or null: a file, or a part of one.</summary>
    public (string Path, BundleEntry? Entry)? FindAssembly(string module)
    {
        lock (_lock)
        {
            return FindLocation(module);
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            foreach (var index in _opened.Values)
            {
                index.Dispose();
            }

            _opened.Clear();
        }
    }

    private ManagedSourceIndex? GetIndex(string module)
    {
        lock (_lock)
        {
            if (!_opened.TryGetValue(module, out var index) && FindLocation(module) is { } place)
            {
                index = ManagedSourceIndex.Open(place.Path, _folders, diagnostics, place.Entry);
                _opened.Add(module, index);
            }

            return index;
        }
    }

    private (string Path, BundleEntry? Entry)? FindLocation(string module)
    {
        if (_locations.TryGetValue(module, out var place))
        {
            return place;
        }

        // The name comes from a file: it must not lead out of the folders.
        if (module.AsSpan().IndexOfAny('/', '\\', '\0') >= 0)
        {
            return null;
        }

        var path = _programFolders.Select(folder => Path.Combine(folder, module + ".dll")).FirstOrDefault(File.Exists)
            ?? _folders.Find(module + ".dll").FirstOrDefault();
        if (path is null)
        {
            return null;
        }

        _locations.Add(module, (path, null));
        return (path, null);
    }
}
