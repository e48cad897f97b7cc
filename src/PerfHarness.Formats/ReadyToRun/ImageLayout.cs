using PerfHarness.Formats.IO;

namespace PerfHarness.Formats.ReadyToRun;

/// <summary>
/// Where the executable sections of a PE lie when it is loaded, from its first page:
/// <code>
/// i32 at 0x3c: offset of   "PE\0\0"  u16 machine  u16 sections  …16   u16 size of the optional header at +20
/// optional header at +24   size of the image at +56
/// section (40 bytes)       name 8  u32 virtual size  u32 rva  u32 raw size  u32 raw offset  …12  u32 flags
/// </code>
/// </summary>
/// <param name="Size">Bytes that the loaded image takes.</param>
/// <param name="Code">Executable parts in pages: [Start, End), as RVAs. Neighbors are one, as the kernel has them.</param>
internal sealed record ImageLayout(uint Size, IReadOnlyList<(uint Start, uint End)> Code)
{
    private const uint Page = 4096;
    private const uint Executable = 0x20000000;
    private const int MaxSections = 96;

    /// <summary>Null where the bytes are not the start of a PE.</summary>
    public static ImageLayout? Read(ReadOnlySpan<byte> head)
    {
        var reader = new SpanReader(head);
        reader.Seek(0x3c);
        long pe = reader.ReadUInt32();
        reader.Seek(pe);
        if (reader.ReadUInt32() != 0x4550)
        {
            return null;
        }

        reader.Skip(2);
        var sections = reader.ReadUInt16();
        reader.Seek(pe + 20);
        var table = pe + 24 + reader.ReadUInt16();
        reader.Seek(pe + 24 + 56);
        var size = reader.ReadUInt32();
        var code = new List<(uint Start, uint End)>();
        for (var i = 0; i < Math.Min((int)sections, MaxSections); i++)
        {
            reader.Seek(table + (i * 40) + 8);
            var (length, rva) = (reader.ReadUInt32(), reader.ReadUInt32());
            reader.Skip(20);
            if ((reader.ReadUInt32() & Executable) == 0 || reader.Failed || length == 0 || rva > uint.MaxValue - length - Page)
            {
                continue;
            }

            var (start, end) = (rva / Page * Page, (rva + length + Page - 1) / Page * Page);
            if (code.Count > 0 && code[^1].End >= start)
            {
                code[^1] = (code[^1].Start, Math.Max(end, code[^1].End));
            }
            else
            {
                code.Add((start, end));
            }
        }

        return reader.Failed ? null : new ImageLayout(size, code);
    }
}
