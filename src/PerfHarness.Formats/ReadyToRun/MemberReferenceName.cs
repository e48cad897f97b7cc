using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;

namespace PerfHarness.Formats.ReadyToRun;

/// <summary>
/// The name of a method that the image knows only by reference. The reference gives the signature as seen from where it is
/// and not from where the method is defined, but for the assemblies of types that is the same text.
/// </summary>
internal static class MemberReferenceName
{
    /// <param name="assembly">Where the method is defined; null for the module's own.</param>
    /// <exception cref="InvalidDataException">The metadata is corrupt.</exception>
    /// <exception cref="MissingMetadataException">They are not there.</exception>
    public static string Format(MetadataModule module, uint row, string owner, string? assembly = null)
    {
        if (module.Metadata is not { } metadata)
        {
            throw new MissingMetadataException(module.SimpleName);
        }

        if (row == 0 || row > metadata.GetTableRowCount(TableIndex.MemberRef))
        {
            throw new InvalidDataException("there is no such member reference");
        }

        var member = metadata.GetMemberReference(MetadataTokens.MemberReferenceHandle((int)row));
        var blob = metadata.GetBlobReader(member.Signature);
        return RuntimeSignatureFormatter.Format(
            metadata, blob.ReadBytes(blob.Length), $"[{assembly ?? module.SimpleName}] {owner}::{metadata.GetString(member.Name)}");
    }
}
