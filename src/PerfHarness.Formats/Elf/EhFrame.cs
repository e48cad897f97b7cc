using PerfHarness.Formats.IO;

namespace PerfHarness.Formats.Elf;

/// <summary>
/// Function bounds from call frame information, which stripped images keep: every FDE has the start and the length of
/// its code. With <c>.eh_frame_hdr</c> a lookup is a binary search in the mapped table and nothing is built:
/// <code>
///   .eh_frame_hdr:  [ start, FDE ]* sorted by start
///   .eh_frame:      CIE (encoding of pointers) &lt;-- FDE (start, length), …
/// </code>
/// Without it, or where its encoding is not supported, <c>.eh_frame</c> is walked once.
/// </summary>
internal sealed class EhFrame
{
    // Walking is linear in the section; a table of more entries is corrupt.
    private const int MaxEntries = 1 << 24;

    private readonly ElfFile _file;
    private readonly ElfSection? _frames;
    private readonly EhFrameHeader? _header;
    private readonly Lazy<(ulong Start, ulong Size)[]> _scanned;

    private EhFrame(ElfFile file)
    {
        _file = file;
        _frames = file.FindSection(".eh_frame");
        _header = EhFrameHeader.Read(file);
        _scanned = new(() => _header is null && _frames is not null ? Scan(_frames) : []);
    }

    /// <summary>Null where the image has no call frame information.</summary>
    public static EhFrame? Read(ElfFile file)
    {
        var frames = new EhFrame(file);
        return frames._header is not null || frames._frames is { Type: not SectionType.NoBits } ? frames : null;
    }

    /// <summary>The range of the FDE that covers the address.</summary>
    /// <param name="next">Where the next function starts, or <see cref="ulong.MaxValue"/>; also set when nothing covers the address.</param>
    public bool TryFind(ulong address, out ulong start, out ulong size, out ulong next)
    {
        (start, size, next) = (0, 0, ulong.MaxValue);
        return _header is null
            ? FindScanned(address, ref start, ref size, ref next)
            : TryReadFde(_header.FindFde(address, out next), out start, out size) && address >= start && address - start < size;
    }

    private bool TryReadFde(ulong address, out ulong start, out ulong size)
    {
        (start, size) = (0, 0);
        var reader = new SpanReader(_file.GetLoadedBytes(address), _file.Header.IsBigEndian);
        if (!EhFrameRecord.TryReadLength(ref reader, out _, out var is64))
        {
            return false;
        }

        var pointerPosition = address + (ulong)reader.Position;
        var cieOffset = is64 ? reader.ReadUInt64() : reader.ReadUInt32();
        if (reader.Failed || cieOffset == 0 || cieOffset > pointerPosition)
        {
            return false;
        }

        var cie = new SpanReader(_file.GetLoadedBytes(pointerPosition - cieOffset), _file.Header.IsBigEndian);
        return EhFrameRecord.TryReadEncoding(ref cie, out var encoding)
            && EhFrameRecord.TryReadRange(ref reader, address, encoding, _file.Header.Is64, out start, out size);
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

    private (ulong Start, ulong Size)[] Scan(ElfSection section)
    {
        var bytes = _file.GetContents(section);
        var found = new List<(ulong Start, ulong Size)>();
        var encodings = new Dictionary<long, byte>();
        var at = 0;
        while (at < bytes.Length && found.Count < MaxEntries)
        {
            var reader = new SpanReader(bytes[at..], _file.Header.IsBigEndian);
            if (!EhFrameRecord.TryReadLength(ref reader, out var length, out var is64) || length > (ulong)reader.Remaining)
            {
                break;
            }

            var end = at + reader.Position + (int)length;
            long pointerPosition = at + reader.Position;
            var cieOffset = is64 ? reader.ReadInt64() : reader.ReadUInt32();
            if (cieOffset > 0 && cieOffset <= pointerPosition)
            {
                var ciePosition = pointerPosition - cieOffset;
                if (!encodings.TryGetValue(ciePosition, out var encoding))
                {
                    var cie = new SpanReader(bytes[(int)ciePosition..], _file.Header.IsBigEndian);
                    encoding = EhFrameRecord.TryReadEncoding(ref cie, out var read) ? read : (byte)0xff;
                    encodings.Add(ciePosition, encoding);
                }

                if (encoding != 0xff
                    && EhFrameRecord.TryReadRange(ref reader, section.Address + (ulong)at, encoding, _file.Header.Is64, out var start, out var size))
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
