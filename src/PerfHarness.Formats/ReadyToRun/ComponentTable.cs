using PerfHarness.Formats.Diagnostics;
using PerfHarness.Formats.IO;

namespace PerfHarness.Formats.ReadyToRun;

/// <summary>
/// The assemblies of a composite image, in the order of the manifest's AssemblyRef rows:
/// <c>{ COR header (rva, size)  ReadyToRun core header (rva, size) }…</c>. The COR header is there only where the image
/// carries the assemblies' IL; else they are next to it.
/// </summary>
internal static class ComponentTable
{
    private const int MaxComponents = 4096;
    private const int MetadataDirectory = 8;

    /// <param name="isCorrupt">There are more than any compiler makes; the others are left out.</param>
    public static List<Component> Read(PeFile pe, ReadyToRunHeader header, DiagnosticBag diagnostics, out bool isCorrupt)
    {
        var components = new List<Component>();
        var reader = new SpanReader(header.GetSection(pe, ReadyToRunSectionType.ComponentAssemblies, out _));
        while (reader.Remaining >= 16 && components.Count < MaxComponents)
        {
            var (corRva, corSize, r2rRva, r2rSize) = (reader.ReadUInt32(), reader.ReadUInt32(), reader.ReadUInt32(), reader.ReadUInt32());
            components.Add(new Component(
                ReadyToRunHeader.ReadComponent(pe, r2rRva, r2rSize, header),
                corSize == 0 ? null : ReadEmbeddedMetadata(pe, corRva, corSize, diagnostics)));
        }

        isCorrupt = reader.Remaining >= 16;
        return components;
    }

    private static MetadataModule? ReadEmbeddedMetadata(PeFile pe, uint rva, uint size, DiagnosticBag diagnostics)
    {
        var cor = new SpanReader(pe.GetBytes(rva, size));
        cor.Skip(MetadataDirectory);
        var (metadataRva, metadataSize) = (cor.ReadUInt32(), cor.ReadUInt32());
        return ManifestMetadata.TryRead(pe.GetBytes(metadataRva, metadataSize), pe.Path, diagnostics) is { } metadata
            ? MetadataModule.From(metadata, "?")
            : null;
    }

    /// <param name="Module">The assembly's metadata where the image carries them.</param>
    internal sealed record Component(ReadyToRunHeader Header, MetadataModule? Module);
}
