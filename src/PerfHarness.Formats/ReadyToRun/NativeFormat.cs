using PerfHarness.Formats.IO;

namespace PerfHarness.Formats.ReadyToRun;

/// <summary>
/// The variable-length integers of the ReadyToRun format. The low bits of the first byte say how many bytes follow:
/// <c>xxxxxxx0</c> none, <c>xxxxxx01</c> one, <c>xxxxx011</c> two, <c>xxxx0111</c> three, <c>xxxx1111</c> four (the
/// first byte then carries nothing).
/// </summary>
internal static class NativeFormat
{
    public static uint ReadNativeUnsigned(this ref SpanReader reader)
    {
        uint first = reader.ReadByte();
        if ((first & 1) == 0)
        {
            return first >> 1;
        }

        if ((first & 2) == 0)
        {
            return (first | ((uint)reader.ReadByte() << 8)) >> 2;
        }

        if ((first & 4) == 0)
        {
            return (first | ((uint)reader.ReadByte() << 8) | ((uint)reader.ReadByte() << 16)) >> 3;
        }

        return (first & 8) == 0
            ? (first | ((uint)reader.ReadByte() << 8) | ((uint)reader.ReadByte() << 16) | ((uint)reader.ReadByte() << 24)) >> 4
            : reader.ReadUInt32();
    }

    public static int ReadNativeSigned(this ref SpanReader reader)
    {
        int first = reader.ReadByte();
        if ((first & 1) == 0)
        {
            return (sbyte)first >> 1;
        }

        if ((first & 2) == 0)
        {
            return (short)(first | (reader.ReadByte() << 8)) >> 2;
        }

        if ((first & 4) == 0)
        {
            var low = first | (reader.ReadByte() << 8);
            return (low | ((sbyte)reader.ReadByte() << 16)) >> 3;
        }

        if ((first & 8) == 0)
        {
            var low = first | (reader.ReadByte() << 8) | (reader.ReadByte() << 16);
            return (low | ((sbyte)reader.ReadByte() << 24)) >> 4;
        }

        return reader.ReadInt32();
    }
}
