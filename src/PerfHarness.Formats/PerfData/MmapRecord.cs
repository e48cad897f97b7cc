using System.Text;
using PerfHarness.Formats.Elf;
using PerfHarness.Formats.IO;

namespace PerfHarness.Formats.PerfData;

/// <summary>MMAP or MMAP2: code became visible to a process (pid -1: to the kernel).</summary>
/// <param name="Length">Bytes.</param>
/// <param name="PageOffset">Bytes into the file; for the kernel's own mapping the address of its reference symbol.</param>
/// <param name="BuildId">Null where the record has none.</param>
/// <param name="Path">As the kernel reports it, <c>//anon</c> and <c>/memfd:doublemapper (deleted)</c> included.</param>
/// <param name="IsWritable">The process may write there; false where the record does not say.</param>
/// <param name="IsData">No code can run there.</param>
internal readonly record struct MmapRecord(
    int Pid, ulong Start, ulong Length, ulong PageOffset, string Path, BuildId? BuildId, bool IsKernel, bool IsWritable = false, bool IsData = false)
{
    private const uint ProtectionWrite = 2;
    private const ushort DataFlag = 1 << 13;
    private const ushort BuildIdFlag = 1 << 14;

    internal static bool TryParse(RecordType type, ushort misc, ReadOnlySpan<byte> body, out MmapRecord record)
    {
        var reader = new SpanReader(body);
        var pid = reader.ReadInt32();
        reader.Skip(4); // tid
        var (start, length, offset) = (reader.ReadUInt64(), reader.ReadUInt64(), reader.ReadUInt64());
        BuildId? buildId = null;
        var isWritable = false;
        if (type == RecordType.Mmap2)
        {
            if ((misc & BuildIdFlag) != 0)
            {
                var size = Math.Min((int)reader.ReadByte(), 20);
                reader.Skip(3);
                var bytes = reader.ReadBytes(20);
                buildId = bytes.IsEmpty ? null : Elf.BuildId.From(bytes[..size]);
            }
            else
            {
                reader.Skip(8 + 8 + 8); // device, inode, inode generation
            }

            isWritable = (reader.ReadUInt32() & ProtectionWrite) != 0;
            reader.Skip(4); // flags
        }

        var path = reader.ReadCString();
        record = reader.Failed ? default
            : new MmapRecord(pid, start, length, offset, Encoding.UTF8.GetString(path), buildId, (misc & 7) == 1, isWritable, (misc & DataFlag) != 0);
        return !reader.Failed;
    }
}
