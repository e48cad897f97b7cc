using PerfHarness.Formats.Elf;

namespace PerfHarness.Formats.Unwinding;

/// <summary>
/// Finds the FDE that covers an address. With <c>.eh_frame_hdr</c> a lookup is a binary search in the mapped table and
/// nothing is built; without it, or where its encoding is not supported, the section is walked once.
/// Stripped images keep <c>.eh_frame</c>, so that it also gives the bounds of functions that have no symbol.
/// </summary>
internal sealed class CallFrameIndex
{
    // Walking is linear in the section; a table of more entries is corrupt.
    private const int MaxEntries = 1 << 24;

    private readonly EhFrameHeader? _header;
    private readonly Lazy<(ulong Start, ulong Size, int Offset)[]> _scanned;

    private CallFrameIndex(CallFrameSection section, EhFrameHeader? header)
    {
        (Section, _header) = (section, header);
        _scanned = new(() => Scan(section));
    }

    public CallFrameSection Section { get; }

    /// <summary>Of <c>.eh_frame</c>; null where the image has none.</summary>
    public static CallFrameIndex? ReadLoaded(ElfFile file)
    {
        var header = EhFrameHeader.Read(file);
        return CallFrameSection.ReadLoaded(file, header?.FramesAddress ?? 0) is { } section ? new CallFrameIndex(section, header) : null;
    }

    /// <summary>Of <c>.debug_frame</c>; null where the image has none.</summary>
    public static CallFrameIndex? ReadDebug(ElfFile file) =>
        CallFrameSection.ReadDebug(file) is { } section ? new CallFrameIndex(section, null) : null;

    /// <summary>The FDE that covers the address, or null.</summary>
    /// <param name="next">Where the next function starts, or <see cref="ulong.MaxValue"/>.</param>
    public FrameDescription? Find(ulong address, out ulong next)
    {
        var offset = _header is null ? FindScanned(address, out next) : FindInHeader(_header, address, out next);
        return offset >= 0 && Section.Read(offset) is { } frame && frame.Covers(address) ? frame : null;
    }

    private int FindInHeader(EhFrameHeader header, ulong address, out ulong next)
    {
        var frame = header.FindFde(address, out next);
        return frame >= Section.Address && frame - Section.Address <= int.MaxValue ? (int)(frame - Section.Address) : -1;
    }

    private int FindScanned(ulong address, out ulong next)
    {
        var entries = _scanned.Value;
        int low = 0, high = entries.Length;
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            (low, high) = entries[middle].Start <= address ? (middle + 1, high) : (low, middle);
        }

        next = low < entries.Length ? entries[low].Start : ulong.MaxValue;
        return low > 0 && address - entries[low - 1].Start < entries[low - 1].Size ? entries[low - 1].Offset : -1;
    }

    private static (ulong Start, ulong Size, int Offset)[] Scan(CallFrameSection section)
    {
        var found = new List<(ulong Start, ulong Size, int Offset)>();
        var offset = 0;
        for (var at = 0; found.Count < MaxEntries && section.TryReadNext(ref offset, out var frame); at = offset)
        {
            // Code that the linker dropped is left at address 0 in .debug_frame.
            if (frame is { Start: > 0 } f)
            {
                found.Add((f.Start, f.Size, at));
            }
        }

        found.Sort();
        return [.. found];
    }
}
