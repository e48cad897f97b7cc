using PerfHarness.Formats.IO;

namespace PerfHarness.Formats.Dwarf;

/// <summary>The header of a line table, versions 2 to 5.</summary>
internal sealed record LineProgramHeader(
    int ProgramStart, int End, byte MinimumInstructionLength, sbyte LineBase, byte LineRange, byte OpcodeBase, byte[] OpcodeLengths, int AddressSize,
    LineFileTable Files)
{
    // Generated code may have thousands of files in a unit.
    private const int MaxNames = 1 << 18;

    /// <summary>Null where it is corrupt or of an unknown version.</summary>
    public static LineProgramHeader? Read(DwarfSections sections, int offset, DwarfUnit unit)
    {
        var reader = new SpanReader(sections.Line, sections.IsBigEndian);
        reader.Seek(offset);
        ulong length = reader.ReadUInt32();
        var offsetSize = 4;
        if (length == 0xffffffff)
        {
            (length, offsetSize) = (reader.ReadUInt64(), 8);
        }

        if (reader.Failed || length > (ulong)reader.Remaining)
        {
            return null;
        }

        var end = reader.Position + (int)length;
        var version = reader.ReadUInt16();
        if (version is < 2 or > 5)
        {
            return null;
        }

        var addressSize = (int)unit.Header.AddressSize;
        if (version >= 5)
        {
            addressSize = reader.ReadByte();
            reader.ReadByte(); // segment selectors
        }

        var headerLength = reader.ReadUnsigned(offsetSize);
        if (headerLength > (ulong)Math.Max(0, end - reader.Position))
        {
            return null;
        }

        var program = reader.Position + (int)headerLength;
        var minimum = reader.ReadByte();
        reader.Skip(version >= 4 ? 2 : 1); // operations per instruction, default of is_stmt
        var (lineBase, lineRange, opcodeBase) = ((sbyte)reader.ReadByte(), reader.ReadByte(), reader.ReadByte());
        var lengths = reader.ReadBytes(Math.Max(0, opcodeBase - 1)).ToArray();
        var files = version >= 5
            ? ReadFileTableV5(ref reader, sections, unit, unit.Header with { OffsetSize = (byte)offsetSize, AddressSize = (byte)addressSize })
            : ReadFileTableV4(ref reader, unit);
        return reader.Failed || lineRange == 0 || opcodeBase == 0
            ? null
            : new LineProgramHeader(program, end, minimum, lineBase, lineRange, opcodeBase, lengths, addressSize, files);
    }

    private static LineFileTable ReadFileTableV4(ref SpanReader reader, DwarfUnit unit)
    {
        var folders = new List<string>();
        var files = new List<(string, ulong)>();
        while (reader.ReadCStringText() is { Length: > 0 } folder && !reader.Failed && folders.Count < MaxNames)
        {
            folders.Add(folder);
        }

        while (reader.ReadCStringText() is { Length: > 0 } file && !reader.Failed && files.Count < MaxNames)
        {
            files.Add((file, reader.ReadUleb128()));
            reader.ReadUleb128(); // time
            reader.ReadUleb128(); // size
        }

        return new LineFileTable(unit.CompilationDirectory, folders, files, firstFile: 1);
    }

    private static LineFileTable ReadFileTableV5(ref SpanReader reader, DwarfSections sections, DwarfUnit unit, UnitHeader shape)
    {
        var folders = new List<string>();
        foreach (var (name, _) in ReadEntries(ref reader, sections, unit, shape))
        {
            folders.Add(name);
        }

        return new LineFileTable(unit.CompilationDirectory, folders, ReadEntries(ref reader, sections, unit, shape), firstFile: 0);
    }

    private static List<(string Name, ulong Folder)> ReadEntries(ref SpanReader reader, DwarfSections sections, DwarfUnit unit, UnitHeader shape)
    {
        const ulong PathContent = 1;
        const ulong FolderContent = 2;
        var formats = new (ulong Content, DwarfForm Form)[reader.ReadByte()];
        for (var i = 0; i < formats.Length; i++)
        {
            formats[i] = (reader.ReadUleb128(), (DwarfForm)reader.ReadUleb128());
        }

        var entries = new List<(string, ulong)>();
        var count = reader.ReadUleb128();
        if (formats.Length == 0 || count > MaxNames)
        {
            reader.Skip(count == 0 ? 0 : -1);
            return entries;
        }

        for (ulong i = 0; i < count && !reader.Failed; i++)
        {
            string? name = null;
            ulong folder = 0;
            foreach (var (content, form) in formats)
            {
                if (content == PathContent && form == DwarfForm.String)
                {
                    name = reader.ReadCStringText();
                    continue;
                }

                var value = FormReader.Read(ref reader, form, 0, shape);
                name = content == PathContent ? sections.ReadString(value, unit) : name;
                folder = content == FolderContent ? value.Number : folder;
            }

            entries.Add((name ?? "", folder));
        }

        return entries;
    }
}
