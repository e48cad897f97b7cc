using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Text;

namespace PerfHarness.Formats.ReadyToRun;

/// <summary>
/// The signature of a generic instance in the InstanceEntryPoints table:
/// <code>
/// flags  [module index]  [owner type]  method row  [count  type…]
/// </code>
/// Without a module index the method's row belongs to the module that defines the owner type; a composite image, which has no module
/// of its own, always gives the owner type.
/// </summary>
internal static class InstanceEntryPointSignature
{
    /// <summary>The row of the method and nothing else: leaves the reader after the signature.</summary>
    public static void Skip(ref SignatureReader reader) => Read(ref reader, null, null, out _, out _, out _, out _);

    /// <param name="context">The module that the signature begins with; null for the image's own.</param>
    /// <exception cref="InvalidDataException">The signature or the metadata that it refers to is corrupt.</exception>
    /// <exception cref="MissingMetadataException">The metadata are not there.</exception>
    public static string FormatName(ReadOnlySpan<byte> signature, ModuleTable modules, MetadataModule? context = null)
    {
        var reader = new SignatureReader(signature);
        var owner = new StringBuilder();
        var flags = Read(ref reader, modules, owner, out var module, out var row, out _, out _, context);
        if (reader.Failed || module is null)
        {
            throw new InvalidDataException("the signature of a generic instantiation is corrupt");
        }

        return (flags & (MethodSignatureFlags.MemberRefToken | MethodSignatureFlags.SlotInsteadOfToken)) != 0
            ? MemberReferenceName.Format(module, row, owner.ToString())
            : RuntimeMethodName.Format(module, MetadataTokens.MethodDefinitionHandle((int)row), owner.Length > 0 ? owner.ToString() : null);
    }

    internal static MethodSignatureFlags Read(
        ref SignatureReader reader, ModuleTable? modules, StringBuilder? owner,
        out MetadataModule? module, out uint row, out uint arguments, out int ownerEnd,
        MetadataModule? context = null)
    {
        module = context ?? modules?.Own;
        arguments = 0;
        var flags = (MethodSignatureFlags)reader.ReadCompressedUnsigned();
        if ((flags & MethodSignatureFlags.UpdateContext) != 0)
        {
            var index = reader.ReadCompressedUnsigned();
            module = reader.Failed ? null : modules?.Resolve(index);
        }

        if ((flags & MethodSignatureFlags.OwnerType) != 0)
        {
            var type = InstanceEntryPointType.Read(ref reader, module, modules, owner);
            if (owner is not null && (flags & (MethodSignatureFlags.UpdateContext | MethodSignatureFlags.MemberRefToken)) == 0)
            {
                module = modules!.FindDefiningModule(type) ?? module;
            }
        }

        ownerEnd = reader.Position;
        row = reader.ReadCompressedUnsigned();
        if ((flags & MethodSignatureFlags.MethodInstantiation) != 0)
        {
            InstanceEntryPointType.ReadArguments(ref reader, module, modules, null);
        }

        if ((flags & MethodSignatureFlags.Constrained) != 0)
        {
            InstanceEntryPointType.Read(ref reader, module, modules, null);
        }

        return flags;
    }
}
