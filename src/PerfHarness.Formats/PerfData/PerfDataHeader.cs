using System.Buffers.Binary;
using System.Globalization;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Formats.IO;

namespace PerfHarness.Formats.PerfData;

/// <summary>
/// The first bytes of a perf.data:
/// <code>
///   file form                                          pipe form
///   "PERFILE2" | size 104 | attr size                  "PERFILE2" | size 16
///   attrs {offset, size} | data {…} | event types {…}  records follow at once, attributes and features among them
///   256 feature bits
/// </code>
/// </summary>
internal readonly record struct PerfDataHeader(bool IsPipe, ulong AttributeSize, FileSection Attributes, FileSection Data, UInt128 FeaturesLow)
{
    private const ulong Magic = 0x32454c4946524550; // "PERFILE2", little endian
    private const int FileHeaderSize = 104;
    private const int PipeHeaderSize = 16;

    /// <summary>The bytes look like a perf.data of either form or endianness.</summary>
    public static bool HasMagic(ReadOnlySpan<byte> head) => head.Length >= 8
        && (BinaryPrimitives.ReadUInt64LittleEndian(head) == Magic || BinaryPrimitives.ReadUInt64BigEndian(head) == Magic
        || head.StartsWith("PERFFILE"u8));

    /// <exception cref="InputException">Not a perf.data that can be read; nothing of it is usable.</exception>
    public static PerfDataHeader Read(MappedFile file)
    {
        var reader = new SpanReader(file.Slice(0, FileHeaderSize));
        var magic = reader.ReadUInt64();
        if (reader.Failed || magic != Magic)
        {
            throw CreateException(file, magic);
        }

        var size = reader.ReadUInt64();
        if (size == PipeHeaderSize)
        {
            return new PerfDataHeader(true, 0, default, new FileSection(PipeHeaderSize, ulong.MaxValue), 0);
        }

        var attributeSize = reader.ReadUInt64();
        var attributes = new FileSection(reader.ReadUInt64(), reader.ReadUInt64());
        var data = new FileSection(reader.ReadUInt64(), reader.ReadUInt64());
        reader.Skip(16); // event types: unused since 2011
        var low = new UInt128(0, reader.ReadUInt64()) | (new UInt128(0, reader.ReadUInt64()) << 64);
        if (reader.Failed || size < FileHeaderSize)
        {
            throw new InputException(DiagnosticCodes.TruncatedInput,
                string.Create(CultureInfo.InvariantCulture,
                    $"'{file.Path}' is truncated in the perf.data header: {file.Length} of {FileHeaderSize} bytes (header size field: {size})"),
                "Record again; an interrupted copy is the usual cause.", file.Path);
        }

        return new PerfDataHeader(false, attributeSize, attributes, data, low);
    }

    public bool HasFeature(int bit) => ((FeaturesLow >> bit) & 1) == 1;

    private static InputException CreateException(MappedFile file, ulong magic)
    {
        if (BinaryPrimitives.ReverseEndianness(magic) == Magic)
        {
            return new InputException(DiagnosticCodes.UnsupportedByteOrder,
                $"'{file.Path}' was recorded on a machine with the opposite byte order, which is not supported",
                "Convert it there with 'perf script > out.txt' and pass out.txt instead.", file.Path);
        }

        if (file.Slice(0, 8).SequenceEqual("PERFFILE"u8))
        {
            return new InputException(DiagnosticCodes.UnrecognizedInput, $"'{file.Path}' has the obsolete perf.data format version 1 (before 2010)",
                "Convert it with the perf that wrote it ('perf script > out.txt') and pass out.txt instead.", file.Path);
        }

        return new InputException(DiagnosticCodes.UnrecognizedInput,
            string.Create(CultureInfo.InvariantCulture,
                $"'{file.Path}' is not a perf.data file: it starts with 0x{magic:x16} and has {file.Length} bytes"), null, file.Path);
    }
}
