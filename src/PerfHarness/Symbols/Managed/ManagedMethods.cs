using PerfHarness.Formats.Diagnostics;
using PerfHarness.Formats.MethodBodies;
using PerfHarness.Formats.PortablePdb;
using PerfHarness.Formats.ReadyToRun;
using PerfHarness.Profiles;
using PerfHarness.Symbols.Names;

namespace PerfHarness.Symbols.Managed;

/// <summary>
/// What tells the methods apart that a compiler made, from their assemblies: their number among those of one name, and their
/// bodies. Assemblies are opened at the first lookup of such a method. Thread-safe.
/// </summary>
internal sealed class ManagedMethods(ManagedSources assemblies, DiagnosticBag diagnostics) : IDisposable
{
    private readonly Dictionary<string, Assembly?> _opened = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();

    /// <summary>The method's own name, and <see cref="Function.Body"/> where that name holds an ordinal.</summary>
    /// <param name="name">As the runtime name alone gives it.</param>
    public (FunctionName Name, ulong Body) Identify(FunctionName name, string runtimeName)
    {
        if (RuntimeNameParts.Parse(runtimeName) is not { } parts || !IsGenerated(parts) || Find(parts.Module) is not { } assembly)
        {
            return (name, 0);
        }

        var own = assembly.Members.Value.Number(runtimeName, parts.DeclaringType, parts.Method) is { } numbered
            ? ManagedNames.Parse(numbered).Name
            : name;
        return (own, own.Name.AsSpan().IndexOfAny('#', '@') < 0 ? 0 : assembly.Methods.FindBodyHash(runtimeName));
    }

    public void Dispose()
    {
        lock (_lock)
        {
            foreach (var assembly in _opened.Values)
            {
                assembly?.Methods.Dispose();
            }

            _opened.Clear();
        }
    }

    private static bool IsGenerated(in RuntimeNameParts parts) => parts.Method is ['<', ..] || parts.DeclaringType.AsSpan().IndexOfAny('<', '@') >= 0;

    private Assembly? Find(string module)
    {
        lock (_lock)
        {
            if (!_opened.TryGetValue(module, out var assembly))
            {
                assembly = assemblies.FindAssembly(module) is { } place ? Open(place.Path, place.Entry) : null;
                _opened.Add(module, assembly);
            }

            return assembly;
        }
    }

    private Assembly? Open(string path, BundleEntry? entry)
    {
        try
        {
            var methods = AssemblyMethods.Open(path, diagnostics, entry);
            return new Assembly(methods, new Lazy<GeneratedMembers>(() => new GeneratedMembers(methods.ReadGenerated())));
        }
        catch (InputException e)
        {
            diagnostics.Add(e.Diagnostic with { Severity = Severity.Warning });
            return null;
        }
    }

    private sealed record Assembly(AssemblyMethods Methods, Lazy<GeneratedMembers> Members);
}
