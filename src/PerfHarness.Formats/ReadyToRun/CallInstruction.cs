using System.Buffers.Binary;
using System.Reflection.PortableExecutable;

namespace PerfHarness.Formats.ReadyToRun;

/// <summary>Recognizes a call by the bytes before the address that it returns to. Of random bytes a few percent look like one.</summary>
internal static class CallInstruction
{
    public const int MaxLength = 7;

    /// <param name="code">The bytes before the address.</param>
    public static bool IsBefore(ReadOnlySpan<byte> code, Machine machine) => machine switch
    {
        Machine.Amd64 => code.Length >= MaxLength && IsX64Call(code[^MaxLength..]),
        Machine.Arm64 => code.Length >= 4 && IsArm64Call(BinaryPrimitives.ReadUInt32LittleEndian(code[^4..])),
        _ => false,
    };

    // E8 rel32, or FF /2 with every form of its operand: ModRM, SIB where rm is 4, displacement of 0, 1 or 4 bytes.
    private static bool IsX64Call(ReadOnlySpan<byte> code)
    {
        if (code[^5] == 0xe8)
        {
            return true;
        }

        for (var length = 2; length <= MaxLength; length++)
        {
            if (code[^length] == 0xff && GetLength(code[^(length - 1)]) == length)
            {
                return true;
            }
        }

        return false;
    }

    // Of FF with this ModRM byte; 0 where that is not a call.
    private static int GetLength(byte modRm)
    {
        if ((modRm & 0x38) != 0x10)
        {
            return 0;
        }

        var (mode, register) = (modRm >> 6, modRm & 7);
        var displacement = mode switch { 1 => 1, 2 => 4, 0 when register == 5 => 4, _ => 0 };
        return 2 + (mode != 3 && register == 4 ? 1 : 0) + displacement;
    }

    // BL, BLR and its authenticated forms.
    private static bool IsArm64Call(uint instruction) =>
        (instruction & 0xfc000000) == 0x94000000 || (instruction & 0xfefff000) is 0xd63f0000;
}
