using System.Globalization;
using PerfHarness.Formats.Compression;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Formats.IO;

namespace PerfHarness.Formats.Elf;

/// <summary>SHF_COMPRESSED: a header (type, size, alignment) and a zlib or zstd stream.</summary>
internal static class CompressedSection
{
    /// <summary>Most that one section may decompress to. The largest .debug_info files seen (browsers) have less.</summary>
    public const long MaxSize = 1L << 30;

    private const uint Zlib = 1;
    private const uint Zstd = 2;

    /// <summary>Empty, with a diagnostic, where the contents cannot be decompressed.</summary>
    public static byte[] Decompress(string path, in ElfHeader header, ElfSection section, ReadOnlySpan<byte> stored, DiagnosticBag? diagnostics)
    {
        var reader = new SpanReader(stored, header.IsBigEndian);
        var type = reader.ReadUInt32();
        reader.Skip(header.Is64 ? 4 : 0);
        var size = header.Is64 ? reader.ReadUInt64() : reader.ReadUInt32();
        reader.Skip(header.Is64 ? 8 : 4);
        if (reader.Failed || size > MaxSize || type is not (Zlib or Zstd))
        {
            diagnostics?.Warn(DiagnosticCodes.CorruptElf,
                string.Create(CultureInfo.InvariantCulture,
                    $"section {section.Name} of '{path}' has an invalid compression header (type {type}, {size} bytes)"), null, path);
            return [];
        }

        var bytes = type == Zlib
            ? ZlibBlock.Decompress(reader.Unread, (long)size)
            : ZstdBlock.Decompress(reader.Unread, (long)size, diagnostics);
        if ((ulong)bytes.Length != size)
        {
            diagnostics?.Warn(DiagnosticCodes.CorruptElf,
                string.Create(CultureInfo.InvariantCulture,
                    $"section {section.Name} of '{path}' decompresses to {bytes.Length} bytes instead of {size}"), null, path);
        }

        return bytes;
    }
}
