using System.Buffers.Binary;

namespace PerfHarness.Unwinding;

/// <summary>
/// Reads from x86-64 code how far a function has built up or undone its frame: forwards from its start while it only saves
/// registers, else forwards from the address as long as it only restores them and returns. Compilers for .NET, Java and
/// JavaScript use no other instructions there.
/// </summary>
internal static class X64Shapes
{
    private const int MaxInstructions = 24;

    // What comes before: checks of the arguments, or of the stack's limit.
    private const int MaxEntry = 64;

    /// <param name="code">The whole function.</param>
    /// <param name="offset">Of the instruction that is next.</param>
    public static FrameShape Find(ReadOnlySpan<byte> code, int offset)
    {
        var entry = FindEntry(code);
        if (entry < 0)
        {
            return FindInEpilog(code[offset..], offset, code.Length) ?? FrameShape.Called; // a stub, without a frame
        }

        return offset <= entry ? FrameShape.Called
            : FindInProlog(code[entry..], offset - entry) ?? FindInEpilog(code[offset..], offset, code.Length) ?? FrameShape.Linked;
    }

    // Where registers begin to be saved before the frame pointer is set up; -1 in code that does not do that.
    private static int FindEntry(ReadOnlySpan<byte> code)
    {
        for (var entry = 0; entry < Math.Min(code.Length, MaxEntry); entry++)
        {
            var at = entry;
            var length = code[entry] == 0x55 ? 1 : 0;
            for (long pushed = 0; length > 0; at += length)
            {
                length = at < code.Length ? ReadPrologInstruction(code[at..], ref pushed) : 0;
            }

            if (at > entry && at < code.Length && IsFrameSetup(code[at..]))
            {
                return entry;
            }
        }

        return -1;
    }

    // mov rbp, rsp; lea rbp, [rsp+n]
    private static bool IsFrameSetup(ReadOnlySpan<byte> code) =>
        code is [0x48, 0x8b, 0xec, ..] or [0x48, 0x89, 0xe5, ..] or [0x48, 0x8d, 0x6c or 0xac, 0x24, ..];

    private static FrameShape? FindInProlog(ReadOnlySpan<byte> code, int offset)
    {
        long pushed = 0;
        var at = 0;
        while (at < offset && at < code.Length)
        {
            var length = ReadPrologInstruction(code[at..], ref pushed);
            if (length == 0)
            {
                return null;
            }

            at += length;
        }

        return at == offset ? new FrameShape(pushed, null, false) : null;
    }

    // Bytes of an instruction before the frame pointer is set up; 0 for the one that does, and for any other.
    private static int ReadPrologInstruction(ReadOnlySpan<byte> code, ref long pushed)
    {
        switch (code)
        {
            case [>= 0x50 and <= 0x57, ..]: // push
                pushed += 8;
                return 1;
            case [0x41, >= 0x50 and <= 0x57, ..]:
                pushed += 8;
                return 2;
            case [0x48, 0x83, 0xec, var size, ..]: // sub rsp
                pushed += (sbyte)size;
                return 4;
            case [0x48, 0x81, 0xec, _, _, _, _, ..]:
                pushed += BinaryPrimitives.ReadInt32LittleEndian(code[3..]);
                return 7;
            case [0x4c, 0x8d, 0x9c, 0x24, _, _, _, _, ..]: // lea r11, [rsp-size], before the stack is probed
                return 8;
            case [0xff, 0x15, _, _, _, _, ..]: // call of the probe
                return 6;
            case [0xe8, _, _, _, _, ..]:
                return 5;
            case [0xc5, 0xf8, 0x77, ..]: // vzeroupper
                return 3;
            case [0xf3, 0x0f, 0x1e, 0xfa, ..]: // endbr64
                return 4;
            case [0x90, ..]:
                return 1;
            case [0x66, 0x90, ..]:
                return 2;
            default:
                return 0;
        }
    }

    private static FrameShape? FindInEpilog(ReadOnlySpan<byte> code, int offset, int size)
    {
        var (popped, isFromFrame) = (0L, false);
        long? framePointer = null;
        for (var count = 0; count < MaxInstructions; count++)
        {
            int length;
            switch (code)
            {
                case [0xc3, ..] or [0xc2, _, _, ..] or [0xf3, 0xc3, ..]: // ret
                case [0x48, 0xff, >= 0x20 and <= 0x27 or >= 0xe0 and <= 0xe7, ..]: // a tail call, which the prefix marks
                    return new FrameShape(popped, framePointer, isFromFrame);
                case [0xe9, _, _, _, _, ..] when framePointer is not null || IsOutside(code, offset, size):
                    return new FrameShape(popped, framePointer, isFromFrame);
                case [0xff, 0x25, ..] when framePointer is not null:
                    return new FrameShape(popped, framePointer, isFromFrame);
                case [0x5d, ..]: // pop rbp
                    framePointer = popped;
                    (popped, length) = (popped + 8, 1);
                    break;
                case [>= 0x58 and <= 0x5f, ..]:
                    (popped, length) = (popped + 8, 1);
                    break;
                case [0x41, >= 0x58 and <= 0x5f, ..]:
                    (popped, length) = (popped + 8, 2);
                    break;
                case [0x48, 0x83, 0xc4, var bytes, ..]: // add rsp
                    (popped, length) = (popped + (sbyte)bytes, 4);
                    break;
                case [0x48, 0x81, 0xc4, _, _, _, _, ..]:
                    (popped, length) = (popped + BinaryPrimitives.ReadInt32LittleEndian(code[3..]), 7);
                    break;
                case [0x48, 0x8d, 0x65, var distance, ..]: // lea rsp, [rbp-n]
                    (popped, isFromFrame, length) = ((sbyte)distance, true, 4);
                    break;
                case [0x48, 0x8d, 0xa5, _, _, _, _, ..]:
                    (popped, isFromFrame, length) = (BinaryPrimitives.ReadInt32LittleEndian(code[3..]), true, 7);
                    break;
                case [0x48, 0x8b, 0xe5, ..] or [0x48, 0x89, 0xec, ..]: // mov rsp, rbp
                    (popped, isFromFrame, length) = (0, true, 3);
                    break;
                case [0xc9, ..]: // leave
                    (framePointer, popped, isFromFrame, length) = (0, 8, true, 1);
                    break;
                case [0xc5, 0xf8, 0x77, ..]:
                    length = 3;
                    break;
                default:
                    return null;
            }

            code = code[length..];
            offset += length;
        }

        return null;
    }

    // A jump within the function is none of its ends.
    private static bool IsOutside(ReadOnlySpan<byte> jump, int offset, int size)
    {
        var target = offset + 5L + BinaryPrimitives.ReadInt32LittleEndian(jump[1..]);
        return target < 0 || target >= size;
    }
}
