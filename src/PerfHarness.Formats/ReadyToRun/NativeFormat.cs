using PerfHarness.Formats.IO;

namespace PerfHarness.Formats.ReadyToRun;

/// <summary>
/// The variable-length integers of the ReadyToRun format. The low bits of the first byte tell how many bytes follow:
/// <c>xxxxxxx0</c> none, <c>xxxxxx01</c> one, <c>xxxxx011</c> two, <c>xxxx0111</c> three, <c>xxxx1111</c> four (the
/// first byte then carries nothing).
/// </summary>
internal static class NativeFormat
{
    public static uint NativeUnsigned(this ref SpanReader reader)
    {
        uint first = reader.U8();
        if ((first & 1) == 0)
        {
            return first >> 1;
        }

        if ((first & 2) == 0)
        {
            return (first | ((uint)reader.U8() << 8)) >> 2;
        }

        if ((first & 4) == 0)
        {
            return (first | ((uint)reader.U8() << 8) | ((uint)reader.U8() << 16)) >> 3;
        }

        return (first & 8) == 0
            ? (first | ((uint)reader.U8() << 8) | ((uint)reader.U8() << 16) | ((uint)reader.U8() << 24)) >> 4
            : reader.U32();
    }

    public static int NativeSigned(this ref SpanReader reader)
    {
        int first = reader.U8();
        if ((first & 1) == 0)
        {
            return (sbyte)first >> 1;
        }

        if ((first & 2) == 0)
        {
            return (short)(first | (reader.U8() << 8)) >> 2;
        }

        if ((first & 4) == 0)
        {
            var low = first | (reader.U8() << 8);
            return (low | ((sbyte)reader.U8() << 16)) >> 3;
        }

        if ((first & 8) == 0)
        {
            var low = first | (reader.U8() << 8) | (reader.U8() << 16);
            return (low | ((sbyte)reader.U8() << 24)) >> 4;
        }

        return reader.I32();
    }
}
