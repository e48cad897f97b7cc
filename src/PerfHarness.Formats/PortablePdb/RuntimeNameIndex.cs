using System.Reflection.Metadata;
using System.Text;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Formats.ReadyToRun;

namespace PerfHarness.Formats.PortablePdb;

/// <summary>
/// From the runtime name of a method, which has no token, to its definition: by declaring type, then name, then the
/// whole signature as the runtime would print it. The types are indexed on first use. Thread-safe.
/// </summary>
internal sealed class RuntimeNameIndex(MetadataReader metadata, string path, DiagnosticBag diagnostics)
{
    private readonly Lock _lock = new();
    private Dictionary<string, TypeDefinitionHandle>? _types;

    /// <summary>The definition, or nil where the assembly has no such method.</summary>
    public MethodDefinitionHandle Find(in RuntimeNameParts name)
    {
        try
        {
            return GetTypes().TryGetValue(name.DeclaringType, out var type) ? Find(name, metadata.GetTypeDefinition(type)) : default;
        }
        catch (Exception e) when (MetadataErrors.IsCorruptMetadata(e))
        {
            diagnostics.Warn(DiagnosticCodes.CorruptReadyToRun, $"the metadata of '{path}' is corrupt: {e.Message}", file: path);
            return default;
        }
    }

    private MethodDefinitionHandle Find(in RuntimeNameParts name, TypeDefinition type)
    {
        var (first, count) = (default(MethodDefinitionHandle), 0);
        foreach (var handle in type.GetMethods())
        {
            var method = metadata.GetMethodDefinition(handle);
            if (!metadata.StringComparer.Equals(method.Name, name.Method))
            {
                continue;
            }

            var blob = metadata.GetBlobReader(method.Signature);
            if (RuntimeSignatureFormatter.Format(metadata, blob.ReadBytes(blob.Length), name.FullName) == name.Text)
            {
                return handle;
            }

            first = count++ == 0 ? handle : first;
        }

        // A name that has only one method needs no signature: older runtimes wrote some types differently.
        return count == 1 ? first : default;
    }

    private Dictionary<string, TypeDefinitionHandle> GetTypes()
    {
        lock (_lock)
        {
            if (_types is null)
            {
                var types = new Dictionary<string, TypeDefinitionHandle>(metadata.TypeDefinitions.Count, StringComparer.Ordinal);
                var text = new StringBuilder();
                foreach (var type in metadata.TypeDefinitions)
                {
                    RuntimeTypeName.AppendDeclaringType(text.Clear(), metadata, type);
                    types.TryAdd(text.ToString(), type);
                }

                _types = types;
            }

            return _types;
        }
    }
}
