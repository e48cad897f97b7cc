using System.Text;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Formats.IO;

namespace PerfHarness.Formats.ReadyToRun;

/// <summary>
/// What a single-file application (PublishSingleFile) has inside. The host is an ELF file; the runtime maps the assemblies'
/// code straight from it, or decompresses them into memory (EnableCompressionInSingleFile).
/// <code>
/// ELF host … i64 offset of the header, 32 bytes of signature …    assemblies, each on a page of its own …    header:
///   u32 major  u32 minor  i32 files  string id  [major 2+: i64 ×4 places of two JSON files, u64 flags]
///   { i64 offset  i64 size  [major 6+: i64 compressed size]  u8 type  string path }…
/// string: LEB128 length, UTF-8         compressed size: of a raw deflate stream; 0 where the file is stored as it is
/// </code>
/// </summary>
internal static class BundleManifest
{
    private const int MaxFiles = 100_000;
    private const byte Assembly = 1;

    // SHA-256 of ".net core bundle": the SDK's mark in every host.
    private static ReadOnlySpan<byte> Signature =>
    [
        0x8b, 0x12, 0x02, 0xb9, 0x6a, 0x61, 0x20, 0x38, 0x72, 0x7b, 0x93, 0x02, 0x14, 0xd7, 0xa0, 0x32,
        0x13, 0xf5, 0xb9, 0xe6, 0xef, 0xae, 0x33, 0x18, 0xee, 0x3b, 0x2d, 0xce, 0x24, 0xb3, 0x6a, 0xae,
    ];

    /// <summary>The assemblies, in ascending order of offset; none where the file is not a single-file application.</summary>
    /// <exception cref="InputException">The file cannot be read.</exception>
    public static IReadOnlyList<BundleEntry> Read(string path, DiagnosticBag diagnostics)
    {
        ArgumentNullException.ThrowIfNull(diagnostics);
        using var file = MappedFile.Open(path);
        var span = file.SliceFrom(0);
        if (!IsElfProgram(span))
        {
            return [];
        }

        var mark = span.IndexOf(Signature);
        if (mark < 8)
        {
            return [];
        }

        var header = new SpanReader(span[(mark - 8)..]).ReadInt64();
        if (header == 0)
        {
            return []; // A host without a bundle, as every framework-dependent program has.
        }

        var entries = new List<BundleEntry>();
        var intact = header > 0 && header < span.Length && TryReadEntries(new SpanReader(span[(int)header..]), span.Length, entries);
        if (!intact)
        {
            diagnostics.Warn(DiagnosticCodes.CorruptReadyToRun, $"the bundle manifest of the single-file application '{path}' is corrupt",
                file: path);
        }

        entries.Sort((a, b) => a.Offset.CompareTo(b.Offset));
        return entries;
    }

    private static bool TryReadEntries(SpanReader reader, long fileLength, List<BundleEntry> entries)
    {
        var (major, _, count) = (reader.ReadUInt32(), reader.ReadUInt32(), reader.ReadInt32());
        _ = ReadString(ref reader);
        if (major >= 2)
        {
            reader.Skip(40);
        }

        if (reader.Failed || count is < 0 or > MaxFiles)
        {
            return false;
        }

        for (var i = 0; i < count; i++)
        {
            var (offset, size) = (reader.ReadInt64(), reader.ReadInt64());
            var compressed = major >= 6 ? reader.ReadInt64() : 0;
            var type = reader.ReadByte();
            var path = ReadString(ref reader);
            if (reader.Failed || offset < 0 || size < 0 || compressed < 0 || offset > fileLength)
            {
                return false;
            }

            if (type == Assembly && (compressed == 0 ? size : compressed) <= fileLength - offset)
            {
                entries.Add(new BundleEntry(offset, size, path, compressed));
            }
        }

        return true;
    }

    private static string ReadString(ref SpanReader reader)
    {
        var length = reader.ReadUleb128();
        return Encoding.UTF8.GetString(reader.ReadBytes(length <= 4096 ? (long)length : -1));
    }

    // A program names its dynamic linker (PT_INTERP); libraries do not, so that those are not searched through.
    private static bool IsElfProgram(ReadOnlySpan<byte> span)
    {
        if (span.Length < 64 || !span.StartsWith((ReadOnlySpan<byte>)[0x7f, (byte)'E', (byte)'L', (byte)'F', 2, 1]))
        {
            return false;
        }

        var header = new SpanReader(span);
        header.Seek(32);
        var table = header.ReadInt64();
        header.Seek(54);
        var (size, count) = (header.ReadUInt16(), header.ReadUInt16());
        var reader = new SpanReader(span);
        for (var i = 0; i < count; i++)
        {
            reader.Seek(table + ((long)i * size));
            if (reader.ReadUInt32() == 3 && !reader.Failed)
            {
                return true;
            }
        }

        return false;
    }
}
