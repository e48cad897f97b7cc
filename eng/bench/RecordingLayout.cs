using System.Buffers.Binary;
using PerfHarness.Formats.PerfData;

namespace PerfHarness.Bench;

/// <summary>What surrounds the records, in the file's layout or the pipe's.</summary>
internal sealed class RecordingLayout(SourceRecording source, Stream output)
{
    private const int DataSizeOffset = 48;
    private const int SectionSize = 16;

    public void WriteHead(bool isPipe)
    {
        if (!isPipe)
        {
            output.Write(source.Head);
            return;
        }

        output.Write(source.Head[..8]);
        Write(16);
        var attributes = source.Header.Attributes;
        for (ulong at = 0; at < attributes.Size; at += source.Header.AttributeSize)
        {
            var entry = source.Slice(new FileSection(attributes.Offset + at, source.Header.AttributeSize));
            var attribute = entry[..^SectionSize];
            var ids = source.Slice(ReadSection(entry[^SectionSize..]));
            WriteRecord(RecordType.HeaderAttribute, attribute, ids);
        }

        Span<byte> feature = stackalloc byte[8];
        foreach (var (bit, section) in ReadFeatures())
        {
            if (section.Size < ushort.MaxValue - 64)
            {
                BinaryPrimitives.WriteInt64LittleEndian(feature, bit);
                WriteRecord(RecordType.HeaderFeature, feature, source.Slice(section));
            }
        }
    }

    /// <summary>The sections that follow the records, whose offsets are those of the file; the header gets the size of the records.</summary>
    public void WriteTail(bool isPipe)
    {
        if (isPipe)
        {
            return;
        }

        var size = (ulong)output.Position - source.Header.Data.Offset;
        var tail = source.Tail.ToArray();
        for (var i = 0; i < ReadFeatures().Count; i++)
        {
            var offset = tail.AsSpan(i * SectionSize);
            BinaryPrimitives.WriteUInt64LittleEndian(offset, BinaryPrimitives.ReadUInt64LittleEndian(offset) + size - source.Header.Data.Size);
        }

        output.Write(tail);
        output.Position = DataSizeOffset;
        Write(size);
    }

    private static FileSection ReadSection(ReadOnlySpan<byte> bytes) =>
        new(BinaryPrimitives.ReadUInt64LittleEndian(bytes), BinaryPrimitives.ReadUInt64LittleEndian(bytes[8..]));

    private List<(int Bit, FileSection Section)> ReadFeatures()
    {
        var features = new List<(int, FileSection)>();
        for (var bit = 0; bit < 128; bit++)
        {
            if (source.Header.HasFeature(bit))
            {
                features.Add((bit, ReadSection(source.Tail[(features.Count * SectionSize)..])));
            }
        }

        return features;
    }

    private void WriteRecord(RecordType type, ReadOnlySpan<byte> first, ReadOnlySpan<byte> second)
    {
        var size = (RecordFields.HeaderSize + first.Length + second.Length + 7) & ~7;
        Write((ulong)type | ((ulong)size << 48));
        output.Write(first);
        output.Write(second);
        output.Write(new byte[size - RecordFields.HeaderSize - first.Length - second.Length]);
    }

    private void Write(ulong value)
    {
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, value);
        output.Write(bytes);
    }
}
