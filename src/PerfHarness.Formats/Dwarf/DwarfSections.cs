using System.Text;
using PerfHarness.Formats.Elf;
using PerfHarness.Formats.IO;

namespace PerfHarness.Formats.Dwarf;

/// <summary>The sections of one file and the small lookups between them.</summary>
internal sealed class DwarfSections(ElfFile file)
{
    private const int MaxText = 1 << 16;

    private readonly ElfSection? _info = file.Section(".debug_info");
    private readonly ElfSection? _abbrev = file.Section(".debug_abbrev");
    private readonly ElfSection? _line = file.Section(".debug_line");
    private readonly ElfSection? _str = file.Section(".debug_str");
    private readonly ElfSection? _lineStr = file.Section(".debug_line_str");
    private readonly ElfSection? _ranges = file.Section(".debug_ranges");
    private readonly ElfSection? _rangeLists = file.Section(".debug_rnglists");
    private readonly ElfSection? _addresses = file.Section(".debug_addr");
    private readonly ElfSection? _stringOffsets = file.Section(".debug_str_offsets");

    public string Path => file.Path;

    public bool BigEndian => file.Header.BigEndian;

    public ReadOnlySpan<byte> Info => Of(_info);

    public ReadOnlySpan<byte> Abbrev => Of(_abbrev);

    public ReadOnlySpan<byte> Line => Of(_line);

    public ReadOnlySpan<byte> Ranges => Of(_ranges);

    public ReadOnlySpan<byte> RangeLists => Of(_rangeLists);

    /// <summary>The text of a string attribute, or null where it is none, is missing or stands in another file.</summary>
    public string? Text(in DwarfValue value, DwarfUnit? unit)
    {
        switch (value.Form)
        {
            case DwarfForm.String:
                return At(Info, value.Number);
            case DwarfForm.StringPointer:
                return At(Of(_str), value.Number);
            case DwarfForm.LineStringPointer:
                return At(Of(_lineStr), value.Number);
            case DwarfForm.StringIndex or DwarfForm.GnuStringIndex or (>= DwarfForm.StringIndex1 and <= DwarfForm.StringIndex4) when unit is not null:
                var reader = new SpanReader(Of(_stringOffsets), BigEndian);
                return Seek(ref reader, unit.StringOffsetsBase, value.Number, unit.Header.OffsetSize)
                    ? At(Of(_str), FormReader.Unsigned(ref reader, unit.Header.OffsetSize))
                    : null;
            default:
                return null;
        }
    }

    /// <summary>The address of an address attribute; false where an index leads nowhere.</summary>
    public bool TryAddress(in DwarfValue value, DwarfUnit unit, out ulong address)
    {
        address = value.Number;
        return value.Form == DwarfForm.Address || (value.IsAddress && TryIndexedAddress(value.Number, unit, out address));
    }

    /// <summary>An entry of .debug_addr.</summary>
    public bool TryIndexedAddress(ulong index, DwarfUnit unit, out ulong address)
    {
        var reader = new SpanReader(Of(_addresses), BigEndian);
        address = Seek(ref reader, unit.AddressBase, index, unit.Header.AddressSize) ? FormReader.Unsigned(ref reader, unit.Header.AddressSize) : 0;
        return !reader.Failed;
    }

    public static bool Seek(ref SpanReader reader, ulong start, ulong index, int size)
    {
        if (start > int.MaxValue || index > int.MaxValue)
        {
            reader.Skip(-1);
            return false;
        }

        reader.Seek((long)(start + (index * (ulong)size)));
        return !reader.Failed;
    }

    private static string? At(ReadOnlySpan<byte> section, ulong offset) =>
        offset < (ulong)section.Length ? Encoding.UTF8.GetString(ElfText.BytesAt(section, (uint)offset, MaxText)) : null;

    private ReadOnlySpan<byte> Of(ElfSection? section) => section is null ? default : file.Contents(section);
}
