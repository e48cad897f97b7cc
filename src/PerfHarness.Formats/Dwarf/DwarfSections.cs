using System.Text;
using PerfHarness.Formats.Elf;
using PerfHarness.Formats.IO;

namespace PerfHarness.Formats.Dwarf;

/// <summary>The sections of one file and the small lookups between them.</summary>
internal sealed class DwarfSections(ElfFile file)
{
    private const int MaxText = 1 << 16;

    private readonly ElfSection? _info = file.FindSection(".debug_info");
    private readonly ElfSection? _abbrev = file.FindSection(".debug_abbrev");
    private readonly ElfSection? _line = file.FindSection(".debug_line");
    private readonly ElfSection? _str = file.FindSection(".debug_str");
    private readonly ElfSection? _lineStr = file.FindSection(".debug_line_str");
    private readonly ElfSection? _ranges = file.FindSection(".debug_ranges");
    private readonly ElfSection? _rangeLists = file.FindSection(".debug_rnglists");
    private readonly ElfSection? _addresses = file.FindSection(".debug_addr");
    private readonly ElfSection? _stringOffsets = file.FindSection(".debug_str_offsets");

    public string Path => file.Path;

    public bool IsBigEndian => file.Header.IsBigEndian;

    public ReadOnlySpan<byte> Info => GetContents(_info);

    public ReadOnlySpan<byte> Abbrev => GetContents(_abbrev);

    public ReadOnlySpan<byte> Line => GetContents(_line);

    public ReadOnlySpan<byte> Ranges => GetContents(_ranges);

    public ReadOnlySpan<byte> RangeLists => GetContents(_rangeLists);

    /// <summary>The text of a string attribute, or null where it is none, is missing or is in another file.</summary>
    public string? ReadString(in DwarfValue value, DwarfUnit? unit)
    {
        var bytes = ReadStringBytes(value, unit, out var isString);
        return isString ? Encoding.UTF8.GetString(bytes) : null;
    }

    /// <inheritdoc cref="ReadString"/>
    public ReadOnlySpan<byte> ReadStringBytes(in DwarfValue value, DwarfUnit? unit) => ReadStringBytes(value, unit, out _);

    private ReadOnlySpan<byte> ReadStringBytes(in DwarfValue value, DwarfUnit? unit, out bool isString)
    {
        isString = true;
        switch (value.Form)
        {
            case DwarfForm.String:
                return ReadStringAt(Info, value.Number, out isString);
            case DwarfForm.StringPointer:
                return ReadStringAt(GetContents(_str), value.Number, out isString);
            case DwarfForm.LineStringPointer:
                return ReadStringAt(GetContents(_lineStr), value.Number, out isString);
            case DwarfForm.StringIndex or DwarfForm.GnuStringIndex or (>= DwarfForm.StringIndex1 and <= DwarfForm.StringIndex4) when unit is not null:
                var reader = new SpanReader(GetContents(_stringOffsets), IsBigEndian);
                isString = Seek(ref reader, unit.StringOffsetsBase, value.Number, unit.Header.OffsetSize);
                return isString ? ReadStringAt(GetContents(_str), reader.ReadUnsigned(unit.Header.OffsetSize), out isString) : default;
            default:
                isString = false;
                return default;
        }
    }

    /// <summary>The address of an address attribute; false where an index leads nowhere.</summary>
    public bool TryGetAddress(in DwarfValue value, DwarfUnit unit, out ulong address)
    {
        address = value.Number;
        return value.Form == DwarfForm.Address || (value.IsAddress && TryGetIndexedAddress(value.Number, unit, out address));
    }

    /// <summary>An entry of .debug_addr.</summary>
    public bool TryGetIndexedAddress(ulong index, DwarfUnit unit, out ulong address)
    {
        var reader = new SpanReader(GetContents(_addresses), IsBigEndian);
        address = Seek(ref reader, unit.AddressBase, index, unit.Header.AddressSize)
            ? reader.ReadUnsigned(unit.Header.AddressSize)
            : 0;
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

    private static ReadOnlySpan<byte> ReadStringAt(ReadOnlySpan<byte> section, ulong offset, out bool isString)
    {
        isString = offset < (ulong)section.Length;
        return isString ? ElfStringTable.GetBytes(section, (uint)offset, MaxText) : default;
    }

    private ReadOnlySpan<byte> GetContents(ElfSection? section) => section is null ? default : file.GetContents(section);
}
