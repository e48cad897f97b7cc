using System.Globalization;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Formats.IO;

namespace PerfHarness.Formats.Elf;

/// <summary>Reads the file header and the two tables it points to.</summary>
internal static class ElfHeaderReader
{
    // An executable has some 10 segments and 40 sections; -ffunction-sections objects reach tens of thousands.
    private const uint MaxSegments = 65536;
    private const uint MaxSections = 1 << 20;
    private const int MaxSectionName = 256;

    public static bool HasMagic(ReadOnlySpan<byte> bytes) => bytes.StartsWith("\u007fELF"u8);

    public static ElfHeader ReadHeader(ElfBytes bytes, string path)
    {
        var span = bytes.Slice(0, 64);
        if (!HasMagic(span))
        {
            throw new InputException(DiagnosticCodes.CorruptElf, $"'{path}' is not an ELF file", null, path);
        }

        if (span.Length < 20 || span[4] is not (1 or 2) || span[5] is not (1 or 2))
        {
            throw new InputException(DiagnosticCodes.CorruptElf, $"'{path}' has a corrupt ELF identification (e_ident)", null, path);
        }

        var (is64, bigEndian) = (span[4] == 2, span[5] == 2);
        var reader = new SpanReader(span, bigEndian);
        reader.Skip(16 + 2);
        var machine = (ElfMachine)reader.ReadUInt16();
        reader.Skip(is64 ? 4 + 8 : 4 + 4);
        var programHeaders = is64 ? reader.ReadUInt64() : reader.ReadUInt32();
        var sectionHeaders = is64 ? reader.ReadUInt64() : reader.ReadUInt32();
        reader.Skip(4 + 2);
        var programHeaderSize = reader.ReadUInt16();
        uint programHeaderCount = reader.ReadUInt16();
        var sectionHeaderSize = reader.ReadUInt16();
        ulong sectionCount = reader.ReadUInt16();
        uint names = reader.ReadUInt16();
        if (reader.Failed)
        {
            throw new InputException(DiagnosticCodes.CorruptElf, $"'{path}' is truncated in its ELF header", null, path);
        }

        // Counts that do not fit into 16 bits are stored in section 0.
        if (sectionHeaders != 0 && (sectionCount == 0 || names == 0xffff || programHeaderCount == 0xffff))
        {
            var first = ReadSection(bytes.Slice(sectionHeaders, sectionHeaderSize), 0, is64, bigEndian, out _);
            sectionCount = sectionCount == 0 ? first?.Size ?? 0 : sectionCount;
            names = names == 0xffff ? first?.Link ?? 0 : names;
            programHeaderCount = programHeaderCount == 0xffff ? first?.Info ?? 0 : programHeaderCount;
        }

        return new ElfHeader(is64, bigEndian, machine, programHeaders, programHeaderSize, programHeaderCount, sectionHeaders, sectionHeaderSize,
            sectionCount, names);
    }

    public static ElfSegment[] ReadSegments(ElfBytes bytes, in ElfHeader header, string path, DiagnosticBag? diagnostics)
    {
        var fullEntrySize = header.Is64 ? 56 : 32;
        if (header.ProgramHeaderCount == 0)
        {
            return [];
        }

        var table = SliceTable(bytes, header.ProgramHeaderOffset, header.ProgramHeaderSize, fullEntrySize,
            Math.Min(header.ProgramHeaderCount, MaxSegments),
            out var count);
        if (count < header.ProgramHeaderCount)
        {
            diagnostics?.Warn(DiagnosticCodes.CorruptElf,
                string.Create(CultureInfo.InvariantCulture,
                    $"{header.ProgramHeaderCount} program headers are announced at 0x{header.ProgramHeaderOffset:x}, "
                        + $"but the file contains only {count}"),
                null, path);
        }

        var segments = new ElfSegment[count];
        for (var i = 0; i < count; i++)
        {
            var reader = new SpanReader(table.Slice(i * header.ProgramHeaderSize, fullEntrySize), header.IsBigEndian);
            var type = reader.ReadUInt32();
            if (header.Is64)
            {
                var flags = reader.ReadUInt32();
                var (offset, address, _) = (reader.ReadUInt64(), reader.ReadUInt64(), reader.ReadUInt64());
                segments[i] = new ElfSegment(type, flags, offset, address, reader.ReadUInt64(), reader.ReadUInt64());
            }
            else
            {
                uint offset = reader.ReadUInt32(), address = reader.ReadUInt32(), _ = reader.ReadUInt32(), fileSize = reader.ReadUInt32(),
                    memorySize = reader.ReadUInt32();
                segments[i] = new ElfSegment(type, reader.ReadUInt32(), offset, address, fileSize, memorySize);
            }
        }

        return segments;
    }

    public static ElfSection[] ReadSections(ElfBytes bytes, in ElfHeader header, string path, DiagnosticBag? diagnostics)
    {
        var fullEntrySize = header.Is64 ? 64 : 40;
        if (header.SectionHeaderOffset == 0 || header.SectionHeaderCount == 0)
        {
            return [];
        }

        var table = SliceTable(bytes, header.SectionHeaderOffset, header.SectionHeaderSize, fullEntrySize,
            Math.Min(header.SectionHeaderCount, MaxSections),
            out var count);
        if ((ulong)count < header.SectionHeaderCount)
        {
            diagnostics?.Warn(DiagnosticCodes.CorruptElf,
                string.Create(CultureInfo.InvariantCulture,
                    $"{header.SectionHeaderCount} section headers are announced at 0x{header.SectionHeaderOffset:x}, "
                        + $"but the file contains only {count}"),
                null, path);
        }

        var sections = new ElfSection[count];
        var nameOffsets = new uint[count];
        for (var i = 0; i < count; i++)
        {
            sections[i] = ReadSection(table.Slice(i * header.SectionHeaderSize, fullEntrySize), i, header.Is64, header.IsBigEndian,
                out nameOffsets[i])!;
        }

        if (header.SectionNamesIndex < (uint)count)
        {
            var names = sections[header.SectionNamesIndex];
            var text = bytes.Slice(names.Offset, names.Size);
            for (var i = 0; i < count; i++)
            {
                sections[i] = sections[i] with { Name = ElfStringTable.GetString(text, nameOffsets[i], MaxSectionName) };
            }
        }

        return sections;
    }

    private static ElfSection? ReadSection(ReadOnlySpan<byte> bytes, int index, bool is64, bool bigEndian, out uint name)
    {
        var reader = new SpanReader(bytes, bigEndian);
        name = reader.ReadUInt32();
        var type = (SectionType)reader.ReadUInt32();
        ulong ReadWord(ref SpanReader r) => is64 ? r.ReadUInt64() : r.ReadUInt32();
        var (flags, address, offset, size) = (ReadWord(ref reader), ReadWord(ref reader), ReadWord(ref reader), ReadWord(ref reader));
        var (link, info) = (reader.ReadUInt32(), reader.ReadUInt32());
        _ = ReadWord(ref reader);
        var entrySize = ReadWord(ref reader);
        return reader.Failed ? null : new ElfSection(index, "", type, flags, address, offset, size, link, info, entrySize);
    }

    // The complete entries that are in the file.
    private static ReadOnlySpan<byte> SliceTable(ElfBytes bytes, ulong offset, int stride, int fullEntrySize, ulong expectedCount, out int count)
    {
        if (stride < fullEntrySize)
        {
            count = 0;
            return default;
        }

        var table = bytes.Slice(offset, expectedCount * (ulong)stride);
        count = table.Length / stride;
        return table;
    }
}
