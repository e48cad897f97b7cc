using System.Collections.Immutable;
using System.IO.Compression;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Runtime.InteropServices;
using PerfHarness.Formats.IO;
using PerfHarness.Formats.ReadyToRun;

namespace PerfHarness.Formats.PortablePdb;

/// <summary>A PDB inside the DLL: <c>'MPDB'  u32 size when inflated  deflated bytes</c>.</summary>
internal static class EmbeddedPdb
{
    private const uint Signature = 0x4244504D;
    private const long MaxSize = 256L << 20;

    // Deflate cannot do better: a larger size is false, and nothing is allocated for it.
    private const long MaxRatio = 1032;

    /// <exception cref="InvalidDataException">The entry is corrupt.</exception>
    public static MetadataReaderProvider Open(PeFile pe, DebugDirectoryEntry entry)
    {
        var reader = new SpanReader(pe.GetBytes((uint)entry.DataRelativeVirtualAddress, (uint)Math.Max(0, entry.DataSize)));
        var signature = reader.ReadUInt32();
        var size = reader.ReadUInt32();
        if (reader.Failed || signature != Signature || size > MaxSize || size > (reader.Remaining + 1L) * MaxRatio)
        {
            throw new InvalidDataException("the embedded PDB has no valid header");
        }

        var inflated = new byte[size];
        using var deflate = new DeflateStream(new MemoryStream(reader.Unread.ToArray()), CompressionMode.Decompress);
        deflate.ReadExactly(inflated);
        return MetadataReaderProvider.FromPortablePdbImage(ImmutableCollectionsMarshal.AsImmutableArray(inflated));
    }
}
