using System.Buffers.Binary;
using PerfHarness.Formats.Elf;

namespace PerfHarness.Formats.Jit;

/// <summary>Writes a jitdump of LOAD records, in the form that <see cref="JitDumpReader"/> describes, little endian.</summary>
internal sealed class JitDumpWriter
{
    private const int HeaderLength = 40;
    private const int LoadLength = 56;

    private readonly Stream _output;
    private readonly int _pid;
    private ulong _index;

    /// <param name="output">Is not closed.</param>
    /// <param name="time">Nanoseconds of CLOCK_MONOTONIC.</param>
    public JitDumpWriter(Stream output, int pid, ElfMachine machine, ulong time)
    {
        (_output, _pid) = (output, pid);
        Span<byte> header = stackalloc byte[HeaderLength];
        header.Clear();
        BinaryPrimitives.WriteUInt32LittleEndian(header, JitDumpReader.Magic);
        BinaryPrimitives.WriteUInt32LittleEndian(header[4..], 1);
        BinaryPrimitives.WriteUInt32LittleEndian(header[8..], HeaderLength);
        BinaryPrimitives.WriteUInt32LittleEndian(header[12..], (uint)machine);
        BinaryPrimitives.WriteInt32LittleEndian(header[20..], pid);
        BinaryPrimitives.WriteUInt64LittleEndian(header[24..], time);
        output.Write(header);
    }

    public void AddLoad(ulong time, ulong address, ReadOnlySpan<byte> name, ReadOnlySpan<byte> code)
    {
        Span<byte> head = stackalloc byte[LoadLength];
        head.Clear();
        BinaryPrimitives.WriteInt32LittleEndian(head[4..], LoadLength + name.Length + 1 + code.Length);
        BinaryPrimitives.WriteUInt64LittleEndian(head[8..], time);
        BinaryPrimitives.WriteInt32LittleEndian(head[16..], _pid);
        BinaryPrimitives.WriteInt32LittleEndian(head[20..], _pid);
        BinaryPrimitives.WriteUInt64LittleEndian(head[24..], address);
        BinaryPrimitives.WriteUInt64LittleEndian(head[32..], address);
        BinaryPrimitives.WriteUInt64LittleEndian(head[40..], (ulong)code.Length);
        BinaryPrimitives.WriteUInt64LittleEndian(head[48..], _index++);
        _output.Write(head);
        _output.Write(name);
        _output.WriteByte(0);
        _output.Write(code);
    }
}
