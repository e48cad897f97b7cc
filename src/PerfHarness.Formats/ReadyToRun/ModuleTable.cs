using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;

namespace PerfHarness.Formats.ReadyToRun;

/// <summary>
/// The assemblies that a signature in the image may refer to, by the format's index:
/// <code>
/// 0                     the image's own assembly (none in a composite image)
/// 1 … R                 AssemblyRef rows of that assembly (R = 0 in a composite image)
/// R + 1                 the manifest metadata themselves (since 6.3)
/// R + 2 … (or R + 1 …)  AssemblyRef rows of the manifest metadata
/// </code>
/// </summary>
internal sealed class ModuleTable(
    MetadataModule? own, MetadataReader? manifest, bool manifestHasIndex, IReadOnlyList<MetadataModule?> embedded, AssemblyLocator locator)
{
    /// <summary>Which builds of the assemblies of the manifest's rows the image was compiled with, where it says so.</summary>
    public IReadOnlyList<Guid> Mvids { get; init; } = [];

    private const int MaxForwards = 64;

    /// <summary>The image's own assembly; null in a composite image.</summary>
    public MetadataModule? Own => own;

    /// <exception cref="InvalidDataException">There is no such index.</exception>
    public MetadataModule Resolve(uint index)
    {
        if (index == 0)
        {
            return own ?? throw new InvalidDataException("a composite image has no assembly of its own");
        }

        var references = own?.Metadata?.GetTableRowCount(TableIndex.AssemblyRef) ?? 0;
        if (index <= references)
        {
            return GetReference(own!.Metadata!, (int)index);
        }

        index -= (uint)references;
        if (manifestHasIndex)
        {
            if (index == 1)
            {
                return new MetadataModule("[manifest]", manifest);
            }

            index--;
        }

        return manifest is not null && index <= manifest.GetTableRowCount(TableIndex.AssemblyRef)
            ? GetComponent((int)index)
            : throw new InvalidDataException($"there is no module {index}");
    }

    /// <summary>The assembly of a row of the manifest: a component of a composite image, or a reference.</summary>
    public MetadataModule GetComponent(int row) =>
        row <= embedded.Count && embedded[row - 1] is { } module ? module
        : manifest is not null ? GetReference(manifest, row, row <= Mvids.Count ? Mvids[row - 1] : default)
        : throw new InvalidDataException("there is no manifest");

    /// <summary>The module that has the type's definition; null where the type has no token.</summary>
    /// <exception cref="InvalidDataException">The metadata is corrupt.</exception>
    /// <exception cref="MissingMetadataException">It is not there.</exception>
    public MetadataModule? FindDefiningModule(TypeToken type)
    {
        if (type.Module is not { } module || type.Token.Kind != HandleKind.TypeReference)
        {
            return type.Module;
        }

        var (metadata, reference) = (module.Metadata!, (TypeReferenceHandle)type.Token);
        for (var depth = 0; depth < MaxForwards; depth++)
        {
            var scope = metadata.GetTypeReference(reference).ResolutionScope;
            switch (scope.Kind)
            {
                case HandleKind.TypeReference:
                    reference = (TypeReferenceHandle)scope;
                    continue;
                case HandleKind.AssemblyReference:
                    var (ns, name) = RuntimeTypeName.GetNames(metadata, reference);
                    return FollowForwards(Find(metadata, (AssemblyReferenceHandle)scope), ns, name);
                default:
                    return module;
            }
        }

        throw new InvalidDataException("types are nested too deeply");
    }

    private MetadataModule FollowForwards(MetadataModule module, string ns, string name)
    {
        for (var forwards = 0; forwards < MaxForwards; forwards++)
        {
            var metadata = module.Metadata ?? throw new MissingMetadataException(module.SimpleName);
            if (FindForward(metadata, ns, name) is not { } next)
            {
                return module;
            }

            module = Find(metadata, next);
        }

        throw new InvalidDataException("type forwards do not end");
    }

    private static AssemblyReferenceHandle? FindForward(MetadataReader metadata, string ns, string name)
    {
        foreach (var handle in metadata.ExportedTypes)
        {
            var type = metadata.GetExportedType(handle);
            if (type.Implementation.Kind == HandleKind.AssemblyReference && metadata.StringComparer.Equals(type.Name, name)
                && metadata.StringComparer.Equals(type.Namespace, ns))
            {
                return (AssemblyReferenceHandle)type.Implementation;
            }
        }

        return null;
    }

    private MetadataModule GetReference(MetadataReader metadata, int row, Guid mvid = default) =>
        Find(metadata, MetadataTokens.AssemblyReferenceHandle(row), mvid);

    private MetadataModule Find(MetadataReader metadata, AssemblyReferenceHandle reference, Guid mvid = default) =>
        locator.Find(metadata.GetString(metadata.GetAssemblyReference(reference).Name), mvid);
}
