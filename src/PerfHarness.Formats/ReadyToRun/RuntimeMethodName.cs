using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Text;

namespace PerfHarness.Formats.ReadyToRun;

/// <summary>
/// A method as the runtime names it in perf maps and jitdumps, without the tier:
/// <c>instance bool [System.Text.Json] System.Text.Json.Utf8JsonReader::ConsumeValue(uint8)</c>.
/// </summary>
internal static class RuntimeMethodName
{
    /// <param name="owner">The declaring type with its arguments where it is an instance, or null.</param>
    /// <exception cref="InvalidDataException">The metadata is corrupt.</exception>
    /// <exception cref="MissingMetadataException">They are not there.</exception>
    public static string Format(MetadataModule module, MethodDefinitionHandle handle, string? owner = null)
    {
        if (module.Metadata is not { } metadata)
        {
            throw new MissingMetadataException(module.SimpleName);
        }

        if (handle.IsNil || MetadataTokens.GetRowNumber(handle) > metadata.MethodDefinitions.Count)
        {
            throw new InvalidDataException("there is no such method");
        }

        var method = metadata.GetMethodDefinition(handle);
        var full = new StringBuilder().Append('[').Append(module.SimpleName).Append("] ");
        if (owner is null)
        {
            AppendOwner(full, metadata, method.GetDeclaringType());
        }
        else
        {
            full.Append(owner);
        }

        full.Append("::").Append(metadata.GetString(method.Name));
        var blob = metadata.GetBlobReader(method.Signature);
        return RuntimeSignatureFormatter.Format(metadata, blob.ReadBytes(blob.Length), full.ToString());
    }

    // The runtime names the open instance of a generic type with its parameters.
    private static void AppendOwner(StringBuilder full, MetadataReader metadata, TypeDefinitionHandle type)
    {
        RuntimeTypeName.AppendDeclaringType(full, metadata, type);
        var separator = '[';
        foreach (var parameter in metadata.GetTypeDefinition(type).GetGenericParameters())
        {
            full.Append(separator).Append(metadata.GetString(metadata.GetGenericParameter(parameter).Name));
            separator = ',';
        }

        if (separator == ',')
        {
            full.Append(']');
        }
    }
}
