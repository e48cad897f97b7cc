using System.Text;
using PerfHarness.Formats.IO;

namespace PerfHarness.Formats.Elf;

/// <summary>.gnu_debuglink: the file name of the debug information and its CRC-32.</summary>
/// <param name="FileName">Without a folder; a name that contains one is not accepted.</param>
internal sealed record DebugLink(string FileName, uint Crc32)
{
    private const int MaxName = 1024;

    public static DebugLink? Read(ElfFile file)
    {
        var reader = new SpanReader(file.GetContents(".gnu_debuglink"), file.Header.IsBigEndian);
        var name = reader.ReadCString();
        reader.Skip(-reader.Position & 3);
        var crc = reader.ReadUInt32();
        return reader.Failed || name.Length is 0 or > MaxName || name.Contains((byte)'/') || name.SequenceEqual(".."u8)
            ? null
            : new DebugLink(Encoding.UTF8.GetString(name), crc);
    }

    /// <summary>Whether the candidate's contents have the CRC that the link gives.</summary>
    public bool Matches(ElfFile candidate)
    {
        const int Block = 1 << 24;
        var crc = 0u;
        for (ulong at = 0; at < candidate.Length; at += Block)
        {
            crc = IO.Crc32.Append(crc, candidate.Slice(at, Block));
        }

        return crc == Crc32;
    }
}
