using System.Buffers.Binary;
using System.Text;

namespace PerfHarness.Formats.Tests.Jit;

/// <summary>Writes jitdumps as the specification has them, for tests.</summary>
internal sealed class JitDumpWriter
{
    private readonly bool _bigEndian;
    private readonly List<byte> _bytes = [];

    public JitDumpWriter(bool bigEndian)
    {
        _bigEndian = bigEndian;
        _bytes.AddRange([.. U32(0x4A695444), .. U32(1), .. U32(40), .. U32(62), .. U32(0), .. U32(4711), .. U64(99), .. U64(0)]);
    }

    public JitDumpWriter Load(ulong time, ulong address, string name, ulong index, byte[] code) =>
        Record(0, time, [.. U32(1), .. U32(2), .. U64(address), .. U64(address), .. U64((ulong)code.Length), .. U64(index), .. Encoding.UTF8.GetBytes(name), 0, .. code]);

    public JitDumpWriter Move(ulong time, ulong to, ulong size, ulong index) =>
        Record(1, time, [.. U32(1), .. U32(2), .. U64(0), .. U64(0), .. U64(to), .. U64(size), .. U64(index)]);

    public JitDumpWriter DebugInfo(ulong address, params (ulong Address, int Line, string File)[] lines) =>
        Record(2, 0, [.. U64(address), .. U64((ulong)lines.Length), .. lines.SelectMany(l => (byte[])[.. U64(l.Address), .. U32((uint)l.Line), .. U32(0), .. Encoding.Latin1.GetBytes(l.File), 0])]);

    public JitDumpWriter Close() => Record(3, 0, []);

    public JitDumpWriter Unknown(uint id) => Record(id, 0, [1, 2, 3]);

    public byte[] ToArray() => [.. _bytes];

    private JitDumpWriter Record(uint id, ulong time, byte[] body)
    {
        _bytes.AddRange([.. U32(id), .. U32((uint)body.Length + 16), .. U64(time), .. body]);
        return this;
    }

    private byte[] U32(uint value)
    {
        var bytes = new byte[4];
        if (_bigEndian)
        {
            BinaryPrimitives.WriteUInt32BigEndian(bytes, value);
        }
        else
        {
            BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        }

        return bytes;
    }

    private byte[] U64(ulong value) =>
        _bigEndian ? [.. U32((uint)(value >> 32)), .. U32((uint)value)] : [.. U32((uint)value), .. U32((uint)(value >> 32))];
}
