using PerfHarness.Formats.IO;

namespace PerfHarness.Formats.Go;

/// <summary>Where the parts of a table of Go functions are, as offsets in its section.</summary>
/// <param name="Count">Functions.</param>
/// <param name="EntrySize">Bytes of a start, and of the offset of a record.</param>
/// <param name="TextStart">What starts count from; 0 where they are addresses.</param>
/// <param name="Records">What the offsets of records count from.</param>
internal readonly record struct GoTableHeader(int Count, int EntrySize, ulong TextStart, long Names, long Functions, long Records)
{
    private const uint Go12 = 0xfffffffb;
    private const uint Go116 = 0xfffffffa;
    private const uint Go118 = 0xfffffff0;
    private const uint Go120 = 0xfffffff1;

    /// <summary>Null where the header is corrupt or of another version.</summary>
    /// <param name="text">Address of the program's text, for tables that leave it out.</param>
    public static GoTableHeader? Read(ReadOnlySpan<byte> table, bool isBigEndian, ulong text)
    {
        var reader = new SpanReader(table, isBigEndian);
        var magic = reader.ReadUInt32();
        var padding = reader.ReadUInt16();
        var quantum = reader.ReadByte();
        var pointer = reader.ReadByte();
        if (reader.Failed || padding != 0 || quantum is not (1 or 2 or 4) || pointer is not (4 or 8))
        {
            return null;
        }

        var count = reader.ReadUnsigned(pointer);
        GoTableHeader header;
        switch (magic)
        {
            case Go12:
                header = new GoTableHeader((int)Math.Min(count, int.MaxValue), pointer, 0, 0, reader.Position, 0);
                break;
            case Go116 or Go118 or Go120:
                var isRelative = magic != Go116;
                reader.ReadUnsigned(pointer); // files
                var start = isRelative ? reader.ReadUnsigned(pointer) : 0;
                var names = reader.ReadUnsigned(pointer);
                reader.Skip(3L * pointer); // compilation units, files, tables of lines
                var functions = reader.ReadUnsigned(pointer);
                if (names > int.MaxValue || functions > int.MaxValue)
                {
                    return null;
                }

                start = isRelative && start == 0 ? text : start;
                header = new GoTableHeader(
                    (int)Math.Min(count, int.MaxValue), isRelative ? 4 : pointer, start, (long)names, (long)functions, (long)functions);
                break;
            default:
                return null;
        }

        // As many entries as it claims, and the end of the last.
        return reader.Failed || header.Functions + (((2L * header.Count) + 1) * header.EntrySize) > table.Length ? null : header;
    }
}
