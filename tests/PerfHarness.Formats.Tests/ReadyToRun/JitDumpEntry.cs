using System.Buffers.Binary;
using System.Text;

namespace PerfHarness.Formats.Tests.ReadyToRun;

/// <summary>What the runtime says of one piece of code, read here independently of the product.</summary>
internal readonly record struct JitDumpEntry(ulong Address, ulong Size, string Name)
{
    public static IEnumerable<JitDumpEntry> ReadAll(string path)
    {
        var bytes = File.ReadAllBytes(path);
        var at = BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(8));
        while (at + 16 <= bytes.Length)
        {
            var id = BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(at));
            var size = BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(at + 4));
            if (id == 0)
            {
                var name = bytes.AsSpan(at + 56, bytes.AsSpan(at + 56).IndexOf((byte)0));
                yield return new JitDumpEntry(
                    BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(at + 32)),
                    BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(at + 40)),
                    Encoding.UTF8.GetString(name));
            }

            at += size;
        }
    }
}
