using System.Buffers.Binary;
using System.Text;

namespace PerfHarness.Formats.IO;

/// <summary>
/// Reads numbers and strings from a span and owns all bounds checks. Nothing throws: past the end every read gives zero
/// or empty and <see cref="Failed"/> stays set, so that a caller reads a whole structure and checks once.
/// </summary>
internal ref struct SpanReader
{
    private readonly ReadOnlySpan<byte> _span;
    private readonly bool _bigEndian;

    public SpanReader(ReadOnlySpan<byte> span, bool bigEndian = false)
    {
        _span = span;
        _bigEndian = bigEndian;
    }

    /// <summary>Offset of the next byte, from the start of the span.</summary>
    public int Position { get; private set; }

    public readonly int Length => _span.Length;

    public readonly int Remaining => _span.Length - Position;

    /// <summary>A read went past the end.</summary>
    public bool Failed { get; private set; }

    public readonly ReadOnlySpan<byte> Unread => _span[Position..];

    public byte ReadByte()
    {
        var span = _span;
        var at = Position;
        if ((uint)at < (uint)span.Length)
        {
            Position = at + 1;
            return span[at];
        }

        Fail();
        return 0;
    }

    public ushort ReadUInt16() => Take(2) is not { Length: 2 } s ? (ushort)0
        : _bigEndian ? BinaryPrimitives.ReadUInt16BigEndian(s) : BinaryPrimitives.ReadUInt16LittleEndian(s);

    public uint ReadUInt32() => Take(4) is not { Length: 4 } s ? 0
        : _bigEndian ? BinaryPrimitives.ReadUInt32BigEndian(s) : BinaryPrimitives.ReadUInt32LittleEndian(s);

    public ulong ReadUInt64() => Take(8) is not { Length: 8 } s ? 0
        : _bigEndian ? BinaryPrimitives.ReadUInt64BigEndian(s) : BinaryPrimitives.ReadUInt64LittleEndian(s);

    /// <summary>An unsigned number of 1, 2, 3, 4 or 8 bytes; other sizes fail.</summary>
    public ulong ReadUnsigned(int size)
    {
        switch (size)
        {
            case 1:
                return ReadByte();
            case 2:
                return ReadUInt16();
            case 3:
                return ReadByte() | ((ulong)ReadUInt16() << 8);
            case 4:
                return ReadUInt32();
            case 8:
                return ReadUInt64();
            default:
                Skip(-1);
                return 0;
        }
    }

    public int ReadInt32() => (int)ReadUInt32();

    public long ReadInt64() => (long)ReadUInt64();

    /// <summary>Unsigned LEB128; bits past 64 fail.</summary>
    public ulong ReadUleb128()
    {
        // Most have one byte.
        var span = _span;
        var at = Position;
        if ((uint)at < (uint)span.Length && span[at] < 0x80)
        {
            Position = at + 1;
            return span[at];
        }

        return ReadLongUleb128();
    }

    private ulong ReadLongUleb128()
    {
        ulong value = 0;
        for (var shift = 0; shift < 70; shift += 7)
        {
            var b = ReadByte();
            if (Failed || (shift == 63 && b > 1))
            {
                break;
            }

            value |= (ulong)(b & 0x7f) << shift;
            if ((b & 0x80) == 0)
            {
                return value;
            }
        }

        Failed = true;
        return 0;
    }

    /// <summary>Signed LEB128.</summary>
    public long ReadSleb128()
    {
        long value = 0;
        for (var shift = 0; shift < 70; shift += 7)
        {
            var b = ReadByte();
            if (Failed)
            {
                return 0;
            }

            value |= (long)(b & 0x7f) << Math.Min(shift, 63);
            if ((b & 0x80) == 0)
            {
                return shift + 7 < 64 && (b & 0x40) != 0 ? value | (-1L << (shift + 7)) : value;
            }
        }

        Failed = true;
        return 0;
    }

    /// <summary>Bytes up to a NUL, which is consumed and not returned. Without a NUL the rest is taken and the read fails.</summary>
    public ReadOnlySpan<byte> ReadCString()
    {
        var end = _span[Position..].IndexOf((byte)0);
        if (end < 0)
        {
            Failed = true;
            var rest = _span[Position..];
            Position = _span.Length;
            return rest;
        }

        var text = _span.Slice(Position, end);
        Position += end + 1;
        return text;
    }

    public string ReadCStringText() => Encoding.UTF8.GetString(ReadCString());

    /// <summary>The next <paramref name="count"/> bytes, or empty with <see cref="Failed"/> set when there are fewer.</summary>
    public ReadOnlySpan<byte> ReadBytes(long count) => count is < 0 or > int.MaxValue ? Fail() : Take((int)count);

    public void Skip(long count)
    {
        if (count < 0 || count > Remaining)
        {
            Fail();
        }
        else
        {
            Position += (int)count;
        }
    }

    public void Seek(long position)
    {
        if (position < 0 || position > _span.Length)
        {
            Fail();
        }
        else
        {
            Position = (int)position;
        }
    }

    private ReadOnlySpan<byte> Take(int count)
    {
        if (count > Remaining)
        {
            return Fail();
        }

        var taken = _span.Slice(Position, count);
        Position += count;
        return taken;
    }

    private ReadOnlySpan<byte> Fail()
    {
        Failed = true;
        Position = _span.Length;
        return default;
    }
}
