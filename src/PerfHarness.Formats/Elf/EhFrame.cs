using PerfHarness.Formats.IO;

namespace PerfHarness.Formats.Elf;

/// <summary>
/// Function bounds from call frame information, which stripped images keep: every FDE says where its code begins and how
/// long it is. With <c>.eh_frame_hdr</c> a lookup is a binary search in the mapped table and nothing is built:
/// <code>
///   .eh_frame_hdr:  version, encodings, count, [ start, FDE ]* sorted by start
///   .eh_frame:      CIE (encoding of pointers) &lt;-- FDE (start, length), …
/// </code>
/// Without it, or where its encoding is not the usual one, <c>.eh_frame</c> is walked once.
/// </summary>
internal sealed class EhFrame
{
    // Walking is linear in the section; a table of more entries than this would be no real one.
    private const int MaxEntries = 1 << 24;

    private readonly ElfFile _file;
    private readonly ElfSection? _frames;
    private readonly ulong _tableAddress;
    private readonly ulong _headerAddress;
    private readonly int _tableCount;
    private readonly Lazy<(ulong Start, ulong Size)[]> _scanned;

    private EhFrame(ElfFile file)
    {
        _file = file;
        _frames = file.FindSection(".eh_frame");
        (_headerAddress, _tableAddress, _tableCount) = FindTable(file);
        _scanned = new(() => _tableCount == 0 && _frames is not null ? Scan(_frames) : []);
    }

    /// <summary>Null where the image has no call frame information.</summary>
    public static EhFrame? Read(ElfFile file)
    {
        var frames = new EhFrame(file);
        return frames._tableCount > 0 || frames._frames is { Type: not SectionType.NoBits } ? frames : null;
    }

    /// <summary>The range of the FDE that covers the address.</summary>
    /// <param name="next">Where the next function begins, or <see cref="ulong.MaxValue"/>; also set when nothing covers the address.</param>
    public bool TryFind(ulong address, out ulong start, out ulong size, out ulong next)
    {
        (start, size, next) = (0, 0, ulong.MaxValue);
        if (_tableCount == 0)
        {
            return FindScanned(address, ref start, ref size, ref next);
        }

        var table = _file.GetLoadedBytes(_tableAddress);
        int low = 0, high = Math.Min(_tableCount, table.Length / 8);
        var count = high;
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (ReadTableEntry(table, middle, 0) <= address)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        next = low < count ? ReadTableEntry(table, low, 0) : ulong.MaxValue;
        return low > 0
            && TryReadFde(ReadTableEntry(table, low - 1, 4), out start, out size)
            && address >= start && address - start < size;
    }

    private ulong ReadTableEntry(ReadOnlySpan<byte> table, int index, int field)
    {
        var reader = new SpanReader(table.Slice((index * 8) + field, 4), _file.Header.IsBigEndian);
        return unchecked(_headerAddress + (ulong)(long)reader.ReadInt32());
    }

    private bool FindScanned(ulong address, ref ulong start, ref ulong size, ref ulong next)
    {
        var entries = _scanned.Value;
        int low = 0, high = entries.Length;
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (entries[middle].Start <= address)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        next = low < entries.Length ? entries[low].Start : ulong.MaxValue;
        if (low == 0 || address - entries[low - 1].Start >= entries[low - 1].Size)
        {
            return false;
        }

        (start, size) = entries[low - 1];
        return true;
    }

    private bool TryReadFde(ulong address, out ulong start, out ulong size)
    {
        (start, size) = (0, 0);
        var reader = new SpanReader(_file.GetLoadedBytes(address), _file.Header.IsBigEndian);
        if (!TryReadLength(ref reader, out _, out var is64))
        {
            return false;
        }

        var pointerAt = address + (ulong)reader.Position;
        var back = is64 ? reader.ReadUInt64() : reader.ReadUInt32();
        if (reader.Failed || back == 0 || back > pointerAt)
        {
            return false;
        }

        var cie = new SpanReader(_file.GetLoadedBytes(pointerAt - back), _file.Header.IsBigEndian);
        return TryReadEncoding(ref cie, out var encoding)
            && ReadRange(ref reader, address, encoding, out start, out size);
    }

    private bool ReadRange(ref SpanReader reader, ulong recordAddress, byte encoding, out ulong start, out ulong size)
    {
        var at = unchecked(recordAddress + (ulong)reader.Position);
        start = ReadPointer(ref reader, encoding);
        if ((encoding & 0x70) == 0x10)
        {
            start = unchecked(start + at);
        }

        size = ReadPointer(ref reader, (byte)(encoding & 0x0f));
        return !reader.Failed && size > 0 && (encoding & 0x80) == 0 && unchecked(start + size) >= start;
    }

    private ulong ReadPointer(ref SpanReader reader, byte encoding) => (encoding & 0x0f) switch
    {
        0x00 => _file.Header.Is64 ? reader.ReadUInt64() : reader.ReadUInt32(),
        0x01 => reader.ReadUleb128(),
        0x02 => reader.ReadUInt16(),
        0x03 => reader.ReadUInt32(),
        0x09 => (ulong)reader.ReadSleb128(),
        0x0a => (ulong)(short)reader.ReadUInt16(),
        0x0b => (ulong)reader.ReadInt32(),
        _ => reader.ReadUInt64(),
    };

    private static bool TryReadLength(ref SpanReader reader, out ulong length, out bool is64)
    {
        length = reader.ReadUInt32();
        is64 = length == 0xffffffff;
        if (is64)
        {
            length = reader.ReadUInt64();
        }

        return !reader.Failed && length > 0 && length < 0xfffffff0;
    }

    // From the augmentation string: 'R' gives the encoding of the FDE's addresses.
    private static bool TryReadEncoding(ref SpanReader cie, out byte encoding)
    {
        encoding = 0;
        if (!TryReadLength(ref cie, out _, out var is64) || (is64 ? cie.ReadUInt64() : cie.ReadUInt32()) != 0)
        {
            return false;
        }

        var version = cie.ReadByte();
        var augmentation = cie.ReadCString();
        if (version == 4)
        {
            cie.Skip(2);
        }

        cie.ReadUleb128();
        cie.ReadSleb128();
        if (version == 1)
        {
            cie.ReadByte();
        }
        else
        {
            cie.ReadUleb128();
        }

        if (augmentation is not [(byte)'z', ..])
        {
            return !cie.Failed && augmentation.IsEmpty;
        }

        cie.ReadUleb128();
        foreach (var letter in augmentation[1..])
        {
            switch (letter)
            {
                case (byte)'R':
                    encoding = cie.ReadByte();
                    return !cie.Failed;
                case (byte)'L':
                    cie.ReadByte();
                    break;
                case (byte)'P':
                    SkipPointer(ref cie, cie.ReadByte());
                    break;
                case (byte)'S' or (byte)'B' or (byte)'G':
                    break;
                default:
                    return false;
            }
        }

        return !cie.Failed;
    }

    private static void SkipPointer(ref SpanReader reader, byte encoding)
    {
        switch (encoding & 0x0f)
        {
            case 0x01 or 0x09:
                reader.ReadUleb128();
                break;
            case 0x02 or 0x0a:
                reader.Skip(2);
                break;
            case 0x03 or 0x0b:
                reader.Skip(4);
                break;
            default:
                reader.Skip(8);
                break;
        }
    }

    private static (ulong Header, ulong Table, int Count) FindTable(ElfFile file)
    {
        const uint EhFrameSegment = 0x6474e550;
        ulong address = 0;
        foreach (var segment in file.Segments)
        {
            if (segment.Type == EhFrameSegment && segment.FileSize > 0)
            {
                address = segment.Address;
            }
        }

        if (address == 0 && file.FindSection(".eh_frame_hdr") is { Type: not SectionType.NoBits } section)
        {
            address = section.Address;
        }

        var reader = new SpanReader(file.GetLoadedBytes(address), file.Header.IsBigEndian);
        var (version, frames, count, table) = (reader.ReadByte(), reader.ReadByte(), reader.ReadByte(), reader.ReadByte());

        // What every linker writes: pcrel|sdata4, udata4, datarel|sdata4.
        if (address == 0 || version != 1 || count != 0x03 || table != 0x3b || (frames & 0x0f) is not (0x03 or 0x0b))
        {
            return default;
        }

        reader.Skip(4);
        var entries = reader.ReadUInt32();
        var at = address + (ulong)reader.Position;
        return reader.Failed || entries > (uint)reader.Remaining / 8 ? default : (address, at, (int)entries);
    }

    private (ulong Start, ulong Size)[] Scan(ElfSection section)
    {
        var bytes = _file.GetContents(section);
        var found = new List<(ulong Start, ulong Size)>();
        var encodings = new Dictionary<long, byte>();
        var at = 0;
        while (at < bytes.Length && found.Count < MaxEntries)
        {
            var reader = new SpanReader(bytes[at..], _file.Header.IsBigEndian);
            if (!TryReadLength(ref reader, out var length, out var is64) || length > (ulong)reader.Remaining)
            {
                break;
            }

            var end = at + reader.Position + (int)length;
            long pointerAt = at + reader.Position;
            var back = is64 ? reader.ReadInt64() : reader.ReadUInt32();
            if (back > 0 && back <= pointerAt)
            {
                var cieAt = pointerAt - back;
                if (!encodings.TryGetValue(cieAt, out var encoding))
                {
                    var cie = new SpanReader(bytes[(int)cieAt..], _file.Header.IsBigEndian);
                    encoding = TryReadEncoding(ref cie, out var read) ? read : (byte)0xff;
                    encodings.Add(cieAt, encoding);
                }

                if (encoding != 0xff && ReadRange(ref reader, section.Address + (ulong)at, encoding, out var start, out var size))
                {
                    found.Add((start, size));
                }
            }

            at = end;
        }

        found.Sort();
        return [.. found];
    }
}
