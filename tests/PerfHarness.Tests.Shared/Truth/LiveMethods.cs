using System.Globalization;
using Microsoft.Diagnostics.Runtime;

namespace PerfHarness.Tests.Shared.Truth;

/// <summary>
/// What the runtime's own structures say of the addresses of a live .NET process, read by its debugging library through ClrMD. The
/// process stands still until this is disposed of.
/// </summary>
internal sealed class LiveMethods : IDisposable
{
    private readonly DataTarget _target;
    private readonly ClrRuntime _runtime;
    private readonly Dictionary<string, List<ulong>> _bases = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<(string Path, ulong Offset, ulong Start)> _mapped = [];

    private LiveMethods(DataTarget target, ClrRuntime runtime, int pid)
    {
        (_target, _runtime) = (target, runtime);
        foreach (var module in runtime.EnumerateModules())
        {
            if (module.Name is { Length: > 0 } path && module.ImageBase != 0)
            {
                AddBase(Path.GetFileNameWithoutExtension(path), module.ImageBase);
            }
        }

        foreach (var line in File.ReadLines(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/maps")))
        {
            var parts = line.Split(' ', 6, StringSplitOptions.RemoveEmptyEntries);
            if (parts.Length == 6 && parts[5].StartsWith('/') && parts[1][3] == 'p')
            {
                _mapped.Add((parts[5], ParseHex(parts[2]), ParseHex(parts[0].Split('-')[0])));
            }
        }
    }

    /// <param name="debuggingLibrary">Where the process's runtime has none beside it, as in a single-file application: the runtime
    /// pack's <c>libmscordaccore.so</c>.</param>
    /// <returns>Null where ClrMD finds no runtime in the process, as in a single-file application that is not compressed.</returns>
    public static LiveMethods? TryAttach(int pid, string? debuggingLibrary = null)
    {
        var target = DataTarget.AttachToProcess(pid, suspend: true);
        try
        {
            if (target.ClrVersions.FirstOrDefault() is not { } version)
            {
                target.Dispose();
                return null;
            }

            var runtime = debuggingLibrary is null ? version.CreateRuntime() : version.CreateRuntime(debuggingLibrary, ignoreMismatch: true);
            return new LiveMethods(target, runtime, pid);
        }
        catch
        {
            target.Dispose();
            throw;
        }
    }

    /// <summary>The method whose code is at the address of the process, or null.</summary>
    public LiveMethod? Find(ulong address)
    {
        // The runtime also knows the method of a stub, but only by the stub's first address; code has more than one.
        return _runtime.GetMethodByInstructionPointer(address) is { Name: { } name } method && (IsOf(method, address + 1) || IsOf(method, address - 1))
            ? LiveMethod.Parse(method.Signature ?? name, name)
            : null;
    }

    /// <summary>Where an assembly is loaded: the addresses that its RVAs may be counted from. That of a composite image is among them.</summary>
    public IEnumerable<ulong> FindBases(string assembly) =>
        _bases.GetValueOrDefault(assembly, [])
            .Concat(_mapped.Where(m => m.Offset == 0 && m.Path.EndsWith(".r2r.dll", StringComparison.Ordinal)).Select(m => m.Start))
            .Distinct();

    /// <summary>Where a part of a file is mapped.</summary>
    public IEnumerable<ulong> FindMapped(string path, ulong offset) => _mapped.Where(m => m.Path == path && m.Offset == offset).Select(m => m.Start);

    public void Dispose()
    {
        _runtime.Dispose();
        _target.Dispose();
    }

    private bool IsOf(ClrMethod method, ulong address) => _runtime.GetMethodByInstructionPointer(address)?.MethodDesc == method.MethodDesc;

    private void AddBase(string assembly, ulong address)
    {
        if (!_bases.TryGetValue(assembly, out var bases))
        {
            _bases.Add(assembly, bases = []);
        }

        bases.Add(address);
    }

    private static ulong ParseHex(string text) => ulong.Parse(text, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}
