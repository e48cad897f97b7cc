using System.Globalization;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using PerfHarness.Formats.ReadyToRun;

namespace PerfHarness.Formats.PortablePdb;

/// <summary>What ties a DLL and its PDB together: written into both by the compiler.</summary>
internal readonly record struct PdbId(Guid Guid, uint Stamp)
{
    public static PdbId From(MetadataReader pdb)
    {
        var id = pdb.DebugMetadataHeader is { Id.IsDefault: false } header ? new BlobContentId(header.Id) : default;
        return new PdbId(id.Guid, id.Stamp);
    }

    /// <summary>The id and the file name of the DLL's PDB; null where it was built without a portable PDB.</summary>
    public static (PdbId Id, string FileName)? ReadExpected(PeFile pe, IEnumerable<DebugDirectoryEntry> entries)
    {
        foreach (var entry in entries)
        {
            if (entry is { Type: DebugDirectoryEntryType.CodeView, IsPortableCodeView: true })
            {
                var view = pe.Reader.ReadCodeViewDebugDirectoryData(entry);
                var name = view.Path[(view.Path.LastIndexOfAny(['/', '\\']) + 1)..];
                return (new PdbId(view.Guid, entry.Stamp), name);
            }
        }

        return null;
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Guid:N}-{Stamp:x8}");
}
