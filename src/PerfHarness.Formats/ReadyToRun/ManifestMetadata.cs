using System.Reflection.Metadata;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using PerfHarness.Formats.Diagnostics;

namespace PerfHarness.Formats.ReadyToRun;

/// <summary>The ECMA metadata that crossgen adds to an image: assemblies that its code refers to.</summary>
internal static unsafe class ManifestMetadata
{
    /// <param name="section">Memory of the mapped file, which outlives the reader.</param>
    public static MetadataReader? TryRead(ReadOnlySpan<byte> section, string path, DiagnosticBag diagnostics)
    {
        if (section.IsEmpty)
        {
            return null;
        }

        try
        {
            return new MetadataReader((byte*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(section)), section.Length);
        }
        catch (Exception e) when (MetadataErrors.IsCorruptMetadata(e))
        {
            diagnostics.Warn(DiagnosticCodes.CorruptReadyToRun, $"the manifest metadata of '{path}' is corrupt: {e.Message}", file: path);
            return null;
        }
    }
}
