using System.Reflection.Metadata;
using System.Text;

namespace PerfHarness.Formats.ReadyToRun;

/// <summary>
/// Type names in the runtime's two spellings. A declaring type or a generic argument is
/// <c>Namespace.Outer`1+Inner</c>, with reserved characters escaped; a type in a signature is
/// <c>[Assembly]Namespace.Outer/Inner</c>, with the assembly where the type is defined elsewhere.
/// </summary>
internal static class RuntimeTypeName
{
    private const int MaxNesting = 64;

    /// <summary>The definition's or reference's name with its namespace and enclosing types.</summary>
    public static void AppendDeclaringType(StringBuilder text, MetadataReader metadata, EntityHandle type)
    {
        var chain = new List<EntityHandle>();
        for (var current = type; !current.IsNil && chain.Count < MaxNesting; current = GetEnclosingType(metadata, current))
        {
            if (current.Kind is not (HandleKind.TypeDefinition or HandleKind.TypeReference))
            {
                break;
            }

            chain.Add(current);
        }

        for (var i = chain.Count - 1; i >= 0; i--)
        {
            if (text.Length > SignatureReader.MaxLength)
            {
                throw new InvalidDataException("a type's name is too long");
            }

            var (ns, name) = GetNames(metadata, chain[i]);
            if (i != chain.Count - 1)
            {
                text.Append('+');
            }

            if (ns.Length > 0)
            {
                AppendEscaped(text, ns);
                text.Append('.');
            }

            AppendEscaped(text, name);
        }
    }

    /// <summary>The type as a signature names it.</summary>
    public static void AppendSignatureType(StringBuilder text, MetadataReader metadata, EntityHandle type, int depth = 0)
    {
        if (depth > MaxNesting || text.Length > SignatureReader.MaxLength)
        {
            throw new InvalidDataException("types are nested too deeply");
        }

        switch (type.Kind)
        {
            case HandleKind.TypeReference:
                AppendScope(text, metadata, metadata.GetTypeReference((TypeReferenceHandle)type).ResolutionScope, depth);
                break;
            case HandleKind.TypeDefinition:
                var declaring = metadata.GetTypeDefinition((TypeDefinitionHandle)type).GetDeclaringType();
                if (!declaring.IsNil)
                {
                    AppendSignatureType(text, metadata, declaring, depth + 1);
                    text.Append('/');
                }

                break;
            default:
                throw new InvalidDataException("a signature names neither a type definition nor a reference");
        }

        var (ns, name) = GetNames(metadata, type);
        if (ns.Length > 0)
        {
            text.Append(ns).Append('.');
        }

        text.Append(name);
    }

    public static (string Namespace, string Name) GetNames(MetadataReader metadata, EntityHandle type)
    {
        if (type.Kind == HandleKind.TypeDefinition)
        {
            var definition = metadata.GetTypeDefinition((TypeDefinitionHandle)type);
            return (metadata.GetString(definition.Namespace), metadata.GetString(definition.Name));
        }

        var reference = metadata.GetTypeReference((TypeReferenceHandle)type);
        return (metadata.GetString(reference.Namespace), metadata.GetString(reference.Name));
    }

    private static void AppendScope(StringBuilder text, MetadataReader metadata, EntityHandle scope, int depth)
    {
        if (scope.IsNil)
        {
            return;
        }

        switch (scope.Kind)
        {
            case HandleKind.AssemblyReference:
                text.Append('[').Append(metadata.GetString(metadata.GetAssemblyReference((AssemblyReferenceHandle)scope).Name)).Append(']');
                break;
            case HandleKind.ModuleReference:
                text.Append("[.module ").Append(metadata.GetString(metadata.GetModuleReference((ModuleReferenceHandle)scope).Name)).Append(']');
                break;
            case HandleKind.TypeReference:
                AppendSignatureType(text, metadata, scope, depth + 1);
                text.Append('/');
                break;
        }
    }

    private static EntityHandle GetEnclosingType(MetadataReader metadata, EntityHandle type)
    {
        if (type.Kind == HandleKind.TypeDefinition)
        {
            return metadata.GetTypeDefinition((TypeDefinitionHandle)type).GetDeclaringType();
        }

        var scope = metadata.GetTypeReference((TypeReferenceHandle)type).ResolutionScope;
        return scope.Kind == HandleKind.TypeReference ? scope : default;
    }

    private static void AppendEscaped(StringBuilder text, string name)
    {
        if (name.AsSpan().IndexOfAny(",[]&*+\\") < 0)
        {
            text.Append(name);
            return;
        }

        foreach (var c in name)
        {
            if (c is ',' or '[' or ']' or '&' or '*' or '+' or '\\')
            {
                text.Append('\\');
            }

            text.Append(c);
        }
    }
}
