using PerfHarness.Formats.IO;

namespace PerfHarness.Formats.Elf;

/// <summary>Reads the records of .eh_frame: a CIE says how the addresses of its FDEs are encoded (DW_EH_PE_*).</summary>
internal static class EhFrameRecord
{
    public static bool TryReadLength(ref SpanReader reader, out ulong length, out bool is64)
    {
        length = reader.ReadUInt32();
        is64 = length == 0xffffffff;
        if (is64)
        {
            length = reader.ReadUInt64();
        }

        return !reader.Failed && length > 0 && length < 0xfffffff0;
    }

    /// <summary>Reads a CIE: 'R' in its augmentation string gives the encoding of its FDEs' addresses.</summary>
    public static bool TryReadEncoding(ref SpanReader cie, out byte encoding)
    {
        encoding = 0;
        if (!TryReadLength(ref cie, out _, out var is64) || (is64 ? cie.ReadUInt64() : cie.ReadUInt32()) != 0)
        {
            return false;
        }

        var version = cie.ReadByte();
        var augmentation = cie.ReadCString();
        if (version == 4)
        {
            cie.Skip(2);
        }

        cie.ReadUleb128();
        cie.ReadSleb128();
        if (version == 1)
        {
            cie.ReadByte();
        }
        else
        {
            cie.ReadUleb128();
        }

        if (augmentation is not [(byte)'z', ..])
        {
            return !cie.Failed && augmentation.IsEmpty;
        }

        cie.ReadUleb128();
        foreach (var letter in augmentation[1..])
        {
            switch (letter)
            {
                case (byte)'R':
                    encoding = cie.ReadByte();
                    return !cie.Failed;
                case (byte)'L':
                    cie.ReadByte();
                    break;
                case (byte)'P':
                    SkipPointer(ref cie, cie.ReadByte());
                    break;
                case (byte)'S' or (byte)'B' or (byte)'G':
                    break;
                default:
                    return false;
            }
        }

        return !cie.Failed;
    }

    /// <summary>Reads the range of an FDE: its code's start and length.</summary>
    /// <param name="recordAddress">Virtual address of the FDE, from which relative pointers count.</param>
    public static bool TryReadRange(ref SpanReader reader, ulong recordAddress, byte encoding, bool is64, out ulong start, out ulong size)
    {
        var pointerAddress = unchecked(recordAddress + (ulong)reader.Position);
        start = ReadPointer(ref reader, encoding, is64);
        if ((encoding & 0x70) == 0x10)
        {
            start = unchecked(start + pointerAddress);
        }

        size = ReadPointer(ref reader, (byte)(encoding & 0x0f), is64);
        return !reader.Failed && size > 0 && (encoding & 0x80) == 0 && unchecked(start + size) >= start;
    }

    private static ulong ReadPointer(ref SpanReader reader, byte encoding, bool is64) => (encoding & 0x0f) switch
    {
        0x00 => is64 ? reader.ReadUInt64() : reader.ReadUInt32(),
        0x01 => reader.ReadUleb128(),
        0x02 => reader.ReadUInt16(),
        0x03 => reader.ReadUInt32(),
        0x09 => (ulong)reader.ReadSleb128(),
        0x0a => (ulong)(short)reader.ReadUInt16(),
        0x0b => (ulong)reader.ReadInt32(),
        _ => reader.ReadUInt64(),
    };

    private static void SkipPointer(ref SpanReader reader, byte encoding)
    {
        switch (encoding & 0x0f)
        {
            case 0x01 or 0x09:
                reader.ReadUleb128();
                break;
            case 0x02 or 0x0a:
                reader.Skip(2);
                break;
            case 0x03 or 0x0b:
                reader.Skip(4);
                break;
            default:
                reader.Skip(8);
                break;
        }
    }
}
