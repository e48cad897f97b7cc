using System.Reflection.Metadata;

namespace PerfHarness.Formats.ReadyToRun;

/// <summary>An assembly that tokens refer to; its metadata is absent where the file was not found or is corrupt.</summary>
internal sealed record MetadataModule(string SimpleName, MetadataReader? Metadata)
{
    public static MetadataModule From(MetadataReader metadata, string fallbackName)
    {
        try
        {
            var name = metadata.IsAssembly ? metadata.GetString(metadata.GetAssemblyDefinition().Name) : fallbackName;
            return new MetadataModule(name, metadata);
        }
        catch (Exception e) when (MetadataErrors.IsCorruptMetadata(e))
        {
            return new MetadataModule(fallbackName, metadata);
        }
    }
}
