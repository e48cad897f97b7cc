using System.Reflection.Metadata;
using System.Text;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Formats.PortablePdb;
using PerfHarness.Formats.ReadyToRun;

namespace PerfHarness.Formats.MethodBodies;

/// <summary>What is known about an assembly's methods from itself, without a PDB. Thread-safe.</summary>
internal sealed class AssemblyMethods : IDisposable
{
    private readonly PeFile _pe;
    private readonly MetadataReader? _metadata;
    private readonly RuntimeNameIndex? _names;
    private readonly DiagnosticBag _diagnostics;

    private AssemblyMethods(PeFile pe, MetadataReader? metadata, DiagnosticBag diagnostics)
    {
        (_pe, _metadata, _diagnostics) = (pe, metadata, diagnostics);
        _names = metadata is null ? null : new RuntimeNameIndex(metadata, pe.Path, diagnostics);
    }

    /// <exception cref="InputException">The assembly cannot be opened or is not a PE file.</exception>
    /// <param name="entry">Which assembly of a single-file application; null for a file of its own.</param>
    public static AssemblyMethods Open(string path, DiagnosticBag diagnostics, BundleEntry? entry = null)
    {
        var pe = PeFile.Open(path, entry);
        return new AssemblyMethods(pe, pe.TryGetMetadata(diagnostics), diagnostics);
    }

    /// <summary>See <see cref="MethodBodyHash"/>; 0 where the assembly has no such method, or only its signature.</summary>
    /// <param name="runtimeName">Such as <c>instance int32 [app] W+&lt;&gt;c::&lt;Work&gt;b__0_1(int32)</c>, with or without a tier.</param>
    public ulong FindBodyHash(string runtimeName)
    {
        if (_metadata is null || RuntimeNameParts.Parse(runtimeName) is not { } parts || _names!.Find(parts) is not { IsNil: false } handle)
        {
            return 0;
        }

        try
        {
            var address = _metadata.GetMethodDefinition(handle).RelativeVirtualAddress;
            return address == 0 ? 0 : MethodBodyHash.Compute(_metadata, _pe.Reader.GetMethodBody(address));
        }
        catch (Exception e) when (MetadataErrors.IsCorruptMetadata(e))
        {
            _diagnostics.Warn(DiagnosticCodes.CorruptReadyToRun, $"the body of a method in '{_pe.Path}' is corrupt: {e.Message}", file: _pe.Path);
            return 0;
        }
    }

    /// <summary>The methods that a compiler made, or in types that it made: declaring type and name, as in runtime names.</summary>
    public IReadOnlyList<(string DeclaringType, string Method)> ReadGenerated()
    {
        var found = new List<(string, string)>();
        try
        {
            foreach (var handle in _metadata?.TypeDefinitions ?? default)
            {
                AddGenerated(_metadata!, handle, found);
            }
        }
        catch (Exception e) when (MetadataErrors.IsCorruptMetadata(e))
        {
            _diagnostics.Warn(DiagnosticCodes.CorruptReadyToRun, $"the metadata of '{_pe.Path}' is corrupt: {e.Message}", file: _pe.Path);
        }

        return found;
    }

    public void Dispose() => _pe.Dispose();

    private static void AddGenerated(MetadataReader metadata, TypeDefinitionHandle handle, List<(string, string)> found)
    {
        var type = metadata.GetTypeDefinition(handle);
        var isGenerated = metadata.StringComparer.StartsWith(type.Name, "<");
        string? name = null;
        foreach (var method in type.GetMethods())
        {
            var definition = metadata.GetMethodDefinition(method);
            if (isGenerated || metadata.StringComparer.StartsWith(definition.Name, "<"))
            {
                name ??= FormatType(metadata, handle);
                found.Add((name, metadata.GetString(definition.Name)));
            }
        }
    }

    private static string FormatType(MetadataReader metadata, TypeDefinitionHandle type)
    {
        var text = new StringBuilder();
        RuntimeTypeName.AppendDeclaringType(text, metadata, type);
        return text.ToString();
    }
}
