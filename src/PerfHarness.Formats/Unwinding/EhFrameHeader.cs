using PerfHarness.Formats.Elf;
using PerfHarness.Formats.IO;

namespace PerfHarness.Formats.Unwinding;

/// <summary>
/// The table of .eh_frame_hdr, searched in the mapped file:
/// <code>
///   version, encodings of the four fields, address of .eh_frame, count, [ start, FDE ]* sorted by start
/// </code>
/// </summary>
internal sealed class EhFrameHeader
{
    private const uint EhFrameSegment = 0x6474e550;
    private const int EntrySize = 8;
    private readonly ElfFile _file;
    private readonly ulong _headerAddress;
    private readonly ulong _tableAddress;
    private readonly int _count;

    private EhFrameHeader(ElfFile file, ulong headerAddress, ulong framesAddress, ulong tableAddress, int count) =>
        (_file, _headerAddress, FramesAddress, _tableAddress, _count) = (file, headerAddress, framesAddress, tableAddress, count);

    /// <summary>Where <c>.eh_frame</c> is loaded; 0 where the header does not say.</summary>
    public ulong FramesAddress { get; }

    /// <summary>Null where there is no table, or its encoding is not the one that all linkers use.</summary>
    public static EhFrameHeader? Read(ElfFile file)
    {
        var address = FindAddress(file);
        var reader = new SpanReader(file.GetLoadedBytes(address), file.Header.IsBigEndian);
        var (version, frames, count, table) = (reader.ReadByte(), new PointerEncoding(reader.ReadByte()), reader.ReadByte(), reader.ReadByte());

        // udata4, datarel|sdata4.
        if (address == 0 || version != 1 || count != 0x03 || table != 0x3b)
        {
            return null;
        }

        var framesAddress = frames.TryRead(ref reader, address, file.Header.Is64 ? 8 : 4, out var pointer) ? pointer : 0;
        var entries = reader.ReadUInt32();
        return reader.Failed || entries == 0 || entries > (uint)reader.Remaining / EntrySize
            ? null
            : new EhFrameHeader(file, address, framesAddress, address + (ulong)reader.Position, (int)entries);
    }

    /// <summary>The FDE of the last function that starts at or before the address; 0 where there is none.</summary>
    /// <param name="next">Where the next function starts, or <see cref="ulong.MaxValue"/>.</param>
    public ulong FindFde(ulong address, out ulong next)
    {
        var table = _file.GetLoadedBytes(_tableAddress);
        int low = 0, high = Math.Min(_count, table.Length / EntrySize);
        var count = high;
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            (low, high) = ReadEntry(table, middle, 0) <= address ? (middle + 1, high) : (low, middle);
        }

        next = low < count ? ReadEntry(table, low, 0) : ulong.MaxValue;
        return low > 0 ? ReadEntry(table, low - 1, 4) : 0;
    }

    private ulong ReadEntry(ReadOnlySpan<byte> table, int index, int field)
    {
        var reader = new SpanReader(table.Slice((index * EntrySize) + field, 4), _file.Header.IsBigEndian);
        return unchecked(_headerAddress + (ulong)(long)reader.ReadInt32());
    }

    private static ulong FindAddress(ElfFile file)
    {
        ulong address = 0;
        foreach (var segment in file.Segments)
        {
            if (segment.Type == EhFrameSegment && segment.FileSize > 0)
            {
                address = segment.Address;
            }
        }

        return address == 0 && file.FindSection(".eh_frame_hdr") is { Type: not SectionType.NoBits } section ? section.Address : address;
    }
}
