using PerfHarness.Diagnostics;
using PerfHarness.PortablePdb;
using PerfHarness.Profiles;

namespace PerfHarness.Symbols;

/// <summary>
/// Source positions of all managed functions of a recording. A method's name says its assembly, and where that lies is
/// known from the recording's mappings, or from the folders beside the program: the kernel reports only executable
/// mappings, so assemblies without precompiled code are not among them. Each is opened when its first method is asked
/// for. Thread-safe.
/// </summary>
public sealed class ManagedSources(IEnumerable<string> symbolFolders, DiagnosticBag diagnostics) : IDisposable
{
    private readonly SymbolFolders _folders = new(symbolFolders, diagnostics);
    private readonly Dictionary<string, string> _paths = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ManagedSourceIndex> _opened = new(StringComparer.Ordinal);
    private readonly List<string> _programFolders = [];
    private readonly Lock _gate = new();

    /// <summary>Makes an assembly known; of two with the same simple name the first counts.</summary>
    public void Add(string dllPath)
    {
        lock (_gate)
        {
            _paths.TryAdd(Path.GetFileNameWithoutExtension(dllPath), dllPath);
        }
    }

    /// <summary>A folder that assemblies may lie in: the program's own. Asked before the symbol folders, and not recursively.</summary>
    public void AddFolder(string folder)
    {
        lock (_gate)
        {
            _programFolders.Add(folder);
        }
    }

    /// <summary>The first line of the method, or null where its assembly or PDB is not known.</summary>
    /// <param name="runtimeName">In the runtime's spelling, with or without a tier.</param>
    public SourcePosition? Find(string runtimeName) =>
        RuntimeNameModule.Of(runtimeName) is { } module && IndexOf(module) is { } index ? index.Find(runtimeName) : null;

    public void Dispose()
    {
        lock (_gate)
        {
            foreach (var index in _opened.Values)
            {
                index.Dispose();
            }

            _opened.Clear();
        }
    }

    private ManagedSourceIndex? IndexOf(string module)
    {
        lock (_gate)
        {
            if (!_opened.TryGetValue(module, out var index) && PathOf(module) is { } path)
            {
                index = ManagedSourceIndex.Open(path, _folders, diagnostics);
                _opened.Add(module, index);
            }

            return index;
        }
    }

    private string? PathOf(string module)
    {
        if (_paths.TryGetValue(module, out var path))
        {
            return path;
        }

        // The name comes from a file: it must not lead out of the folders.
        if (module.AsSpan().IndexOfAny('/', '\\', '\0') >= 0)
        {
            return null;
        }

        path = _programFolders.Select(folder => Path.Combine(folder, module + ".dll")).FirstOrDefault(File.Exists)
            ?? _folders.Find(module + ".dll").FirstOrDefault();
        if (path is not null)
        {
            _paths.Add(module, path);
        }

        return path;
    }
}
