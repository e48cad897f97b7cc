using PerfHarness.Formats.IO;

namespace PerfHarness.Formats.Dwarf;

/// <summary>Reads the address ranges of an entry's code: low and high address, .debug_ranges (to version 4) or .debug_rnglists (from 5).</summary>
internal static class RangeReader
{
    // A function split by an optimizer has a handful of ranges, a unit some thousands.
    private const int MaxRanges = 1 << 16;

    /// <summary>Adds the ranges that hold code.</summary>
    public static void Read(DwarfSections sections, DwarfUnit unit, in DwarfValue low, in DwarfValue high, in DwarfValue ranges,
        List<AddressRange> found)
    {
        if (ranges.Form != 0)
        {
            if (unit.Header.Version >= 5)
            {
                ReadRangeListV5(sections, unit, ranges, found);
            }
            else
            {
                ReadRangesV4(sections, unit, ranges.Number, found);
            }
        }
        else if (high.Form != 0 && sections.TryGetAddress(low, unit, out var start))
        {
            var end = high.IsAddress ? sections.TryGetAddress(high, unit, out var address) ? address : 0 : unchecked(start + high.Number);
            Add(found, start, end);
        }
    }

    private static void ReadRangesV4(DwarfSections sections, DwarfUnit unit, ulong offset, List<AddressRange> found)
    {
        var reader = new SpanReader(sections.Ranges, sections.IsBigEndian);
        var size = unit.Header.AddressSize;
        var select = size == 4 ? uint.MaxValue : ulong.MaxValue;
        var start = unit.LowPc;
        DwarfSections.Seek(ref reader, offset, 0, 1);
        for (var i = 0; i < MaxRanges && !reader.Failed; i++)
        {
            var (low, high) = (reader.ReadUnsigned(size), reader.ReadUnsigned(size));
            if (low == 0 && high == 0)
            {
                return;
            }

            if (low == select)
            {
                start = high;
            }
            else
            {
                Add(found, unchecked(start + low), unchecked(start + high));
            }
        }
    }

    private static void ReadRangeListV5(DwarfSections sections, DwarfUnit unit, in DwarfValue value, List<AddressRange> found)
    {
        var reader = new SpanReader(sections.RangeLists, sections.IsBigEndian);
        var size = unit.Header.AddressSize;
        var offset = value.Number;
        if (value.Form == DwarfForm.RangeListIndex)
        {
            DwarfSections.Seek(ref reader, unit.RangeListsBase, offset, unit.Header.OffsetSize);
            offset = unit.RangeListsBase + reader.ReadUnsigned(unit.Header.OffsetSize);
        }

        var start = unit.LowPc;
        DwarfSections.Seek(ref reader, offset, 0, 1);
        for (var i = 0; i < MaxRanges && !reader.Failed; i++)
        {
            ulong low, high;
            switch (reader.ReadByte())
            {
                case 0: // end_of_list
                    return;
                case 1: // base_addressx
                    start = sections.TryGetIndexedAddress(reader.ReadUleb128(), unit, out var indexed) ? indexed : 0;
                    continue;
                case 2: // startx_endx
                    low = sections.TryGetIndexedAddress(reader.ReadUleb128(), unit, out var first) ? first : 0;
                    high = sections.TryGetIndexedAddress(reader.ReadUleb128(), unit, out var last) ? last : 0;
                    break;
                case 3: // startx_length
                    low = sections.TryGetIndexedAddress(reader.ReadUleb128(), unit, out var begin) ? begin : 0;
                    high = unchecked(low + reader.ReadUleb128());
                    break;
                case 4: // offset_pair
                    low = unchecked(start + reader.ReadUleb128());
                    high = unchecked(start + reader.ReadUleb128());
                    break;
                case 5: // base_address
                    start = reader.ReadUnsigned(size);
                    continue;
                case 6: // start_end
                    low = reader.ReadUnsigned(size);
                    high = reader.ReadUnsigned(size);
                    break;
                case 7: // start_length
                    low = reader.ReadUnsigned(size);
                    high = unchecked(low + reader.ReadUleb128());
                    break;
                default:
                    return;
            }

            if (!reader.Failed)
            {
                Add(found, low, high);
            }
        }
    }

    private static void Add(List<AddressRange> found, ulong low, ulong high)
    {
        var range = new AddressRange(low, high);
        if (range.IsLive)
        {
            found.Add(range);
        }
    }
}
