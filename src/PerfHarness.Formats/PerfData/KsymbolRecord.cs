using System.Text;
using PerfHarness.Formats.IO;

namespace PerfHarness.Formats.PerfData;

/// <summary>KSYMBOL: the kernel made (or removed) code of its own, such as a BPF program.</summary>
internal readonly record struct KsymbolRecord(ulong Address, uint Length, string Name, bool IsUnregistered)
{
    internal static bool TryParse(ReadOnlySpan<byte> body, out KsymbolRecord record)
    {
        var reader = new SpanReader(body);
        var (address, length) = (reader.ReadUInt64(), reader.ReadUInt32());
        reader.ReadUInt16(); // type
        var flags = reader.ReadUInt16();
        var name = reader.ReadCString();
        record = reader.Failed ? default : new KsymbolRecord(address, length, Encoding.UTF8.GetString(name), (flags & 1) != 0);
        return !reader.Failed;
    }
}
