using System.Buffers;
using System.Text;

namespace PerfHarness.Formats.Pprof;

/// <summary>Writes protobuf fields into memory. A nested message is written into a writer of its own first.</summary>
internal sealed class WireWriter
{
    private readonly ArrayBufferWriter<byte> _bytes = new(1 << 12);

    public ReadOnlySpan<byte> Written => _bytes.WrittenSpan;

    public void Clear() => _bytes.ResetWrittenCount();

    /// <summary>A number; 0 is omitted by default.</summary>
    public void WriteNumber(int field, long value, bool evenZero = false)
    {
        if (value != 0 || evenZero)
        {
            WriteVarint((ulong)field << 3);
            WriteVarint((ulong)value);
        }
    }

    public void WritePacked(int field, ReadOnlySpan<long> values)
    {
        if (values.IsEmpty)
        {
            return;
        }

        var size = 0;
        foreach (var value in values)
        {
            size += GetVarintSize((ulong)value);
        }

        WriteVarint(((ulong)field << 3) | 2);
        WriteVarint((ulong)size);
        foreach (var value in values)
        {
            WriteVarint((ulong)value);
        }
    }

    public void WriteString(int field, string text)
    {
        WriteVarint(((ulong)field << 3) | 2);
        var size = Encoding.UTF8.GetByteCount(text);
        WriteVarint((ulong)size);
        Encoding.UTF8.GetBytes(text, _bytes.GetSpan(size));
        _bytes.Advance(size);
    }

    public void WriteMessage(int field, ReadOnlySpan<byte> message)
    {
        WriteVarint(((ulong)field << 3) | 2);
        WriteVarint((ulong)message.Length);
        WriteRaw(message);
    }

    /// <summary>Bytes that are fields already.</summary>
    public void WriteRaw(ReadOnlySpan<byte> fields) => _bytes.Write(fields);

    private void WriteVarint(ulong value)
    {
        var span = _bytes.GetSpan(10);
        var length = 0;
        while (value >= 0x80)
        {
            span[length++] = (byte)(value | 0x80);
            value >>= 7;
        }

        span[length++] = (byte)value;
        _bytes.Advance(length);
    }

    private static int GetVarintSize(ulong value) => value == 0 ? 1 : (70 - System.Numerics.BitOperations.LeadingZeroCount(value)) / 7;
}
