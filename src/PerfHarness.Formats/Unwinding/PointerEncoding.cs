using PerfHarness.Formats.IO;

namespace PerfHarness.Formats.Unwinding;

/// <summary>
/// How call frame information stores an address (DW_EH_PE_*): the low four bits are the size, the next three what it is
/// relative to, the highest bit that it is the address of the address.
/// </summary>
internal readonly record struct PointerEncoding(byte Value)
{
    private const byte Omitted = 0xff;
    private const byte Indirect = 0x80;

    /// <summary>An address as it is, of the image's size.</summary>
    public static PointerEncoding Absolute => new(0);

    /// <summary>The same size, as a length: relative to nothing.</summary>
    public PointerEncoding AsLength => new((byte)(Value & 0x0f));

    /// <summary>Reads a pointer; false where there is none, or it cannot be known without the running process.</summary>
    /// <param name="baseAddress">Virtual address of the reader's first byte, from which relative pointers count.</param>
    /// <param name="addressSize">4 or 8 bytes.</param>
    public bool TryRead(ref SpanReader reader, ulong baseAddress, int addressSize, out ulong pointer)
    {
        var position = unchecked(baseAddress + (ulong)reader.Position);
        pointer = ReadValue(ref reader, addressSize);
        switch (Value & 0x70)
        {
            case 0x00:
                break;
            case 0x10:
                pointer = unchecked(pointer + position);
                break;
            default:
                return false; // relative to the text, the data or the function: no compiler for Linux does that
        }

        pointer = addressSize == 4 ? (uint)pointer : pointer;
        return !reader.Failed && Value != Omitted && (Value & Indirect) == 0;
    }

    /// <summary>Reads past a pointer that is not needed.</summary>
    public void Skip(ref SpanReader reader, int addressSize)
    {
        if (Value != Omitted)
        {
            ReadValue(ref reader, addressSize);
        }
    }

    private ulong ReadValue(ref SpanReader reader, int addressSize) => (Value & 0x0f) switch
    {
        0x00 => addressSize == 4 ? reader.ReadUInt32() : reader.ReadUInt64(),
        0x01 => reader.ReadUleb128(),
        0x02 => reader.ReadUInt16(),
        0x03 => reader.ReadUInt32(),
        0x09 => (ulong)reader.ReadSleb128(),
        0x0a => (ulong)(short)reader.ReadUInt16(),
        0x0b => (ulong)reader.ReadInt32(),
        _ => reader.ReadUInt64(),
    };
}
