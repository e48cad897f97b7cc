using PerfHarness.Formats.IO;

namespace PerfHarness.Formats.Dwarf;

/// <summary>The header of a unit in .debug_info.</summary>
/// <param name="Offset">Of the unit in .debug_info.</param>
/// <param name="DieOffset">Of its first entry.</param>
/// <param name="End">Exclusive.</param>
/// <param name="OffsetSize">4 or 8: 32-bit or 64-bit DWARF.</param>
internal readonly record struct UnitHeader(int Offset, int DieOffset, int End, ushort Version, byte AddressSize, byte OffsetSize,
    ulong AbbreviationOffset)
{
    private const byte TypeUnit = 2;
    private const byte Skeleton = 4;
    private const byte SplitCompile = 5;
    private const byte SplitType = 6;

    /// <summary>False where nothing is left or what follows cannot be skipped.</summary>
    public static bool TryRead(ref SpanReader reader, out UnitHeader header)
    {
        header = default;
        var offset = reader.Position;
        ulong length = reader.ReadUInt32();
        byte offsetSize = 4;
        if (length == 0xffffffff)
        {
            (length, offsetSize) = (reader.ReadUInt64(), 8);
        }

        if (reader.Failed || length > (ulong)reader.Remaining)
        {
            return false;
        }

        var end = reader.Position + (int)length;
        var version = reader.ReadUInt16();
        byte type = 1;
        byte addressSize;
        ulong abbrev;
        if (version >= 5)
        {
            type = reader.ReadByte();
            addressSize = reader.ReadByte();
            abbrev = reader.ReadUnsigned(offsetSize);
            reader.Skip(type switch { Skeleton or SplitCompile => 8, TypeUnit or SplitType => 8 + offsetSize, _ => 0 });
        }
        else
        {
            abbrev = reader.ReadUnsigned(offsetSize);
            addressSize = reader.ReadByte();
        }

        header = new UnitHeader(offset, Math.Min(reader.Position, end), end, version, addressSize, offsetSize, abbrev);
        return !reader.Failed;
    }
}
