using System.Reflection.Emit;

namespace PerfHarness.Formats.MethodBodies;

/// <summary>The operand of each IL instruction (ECMA-335 III), from the framework's own table.</summary>
internal static class IlOperand
{
    private const byte TwoByteMark = 0xfe;

    private static readonly OperandType?[] OneByte = Create(1);
    private static readonly OperandType?[] TwoByte = Create(2);

    /// <summary>Null for bytes that are no instruction.</summary>
    /// <param name="length">Of the instruction without its operand.</param>
    public static OperandType? Find(ReadOnlySpan<byte> il, out int length)
    {
        length = il is [TwoByteMark, _, ..] ? 2 : 1;
        return length == 2 ? TwoByte[il[1]] : OneByte[il[0]];
    }

    /// <summary>Bytes of the operand; those of a switch's targets follow.</summary>
    public static int GetSize(OperandType type) => type switch
    {
        OperandType.InlineNone => 0,
        OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
        OperandType.InlineVar => 2,
        OperandType.InlineI8 or OperandType.InlineR => 8,
        _ => 4,
    };

    private static OperandType?[] Create(int size)
    {
        var table = new OperandType?[256];
        foreach (var field in typeof(OpCodes).GetFields())
        {
            if (field.GetValue(null) is OpCode code && code.Size == size)
            {
                table[code.Value & 0xff] = code.OperandType;
            }
        }

        return table;
    }
}
