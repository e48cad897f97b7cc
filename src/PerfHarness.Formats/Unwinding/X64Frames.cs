using System.Buffers.Binary;

namespace PerfHarness.Formats.Unwinding;

/// <summary>
/// Rows for generated x86-64 code, which has no call frame information, from the code itself. Compilers for .NET, Java and
/// JavaScript begin a function by saving registers, and may set up the frame pointer; they undo that before each return:
/// <code>
///   push rbp             CFA = rsp + 8
///   push r15             CFA = rsp + 16, rbp at CFA − 16
///   sub  rsp, 24         CFA = rsp + 24, r15 at CFA − 24
///   lea  rbp, [rsp+32]   CFA = rsp + 48
///   …                    CFA = rbp + 16; without the lea: rsp + 48
///   add  rsp, 24         CFA = rsp + 48
///   pop  r15             …
/// </code>
/// So the code is read forwards from its start while it only saves, else forwards from the address as long as it only
/// restores and returns.
/// </summary>
internal static class X64Frames
{
    private const int StackPointer = 7;
    private const int FramePointer = 6;
    private const int ReturnAddress = 16;
    private const int MaxInstructions = 32;

    // What comes before: checks of the arguments, or of the stack's limit.
    private const int MaxEntry = 64;

    // rbx, r12 to r15: what a function has to save before it uses it.
    private static readonly int[] SavedRegisters = [3, 12, 13, 14, 15];

    /// <summary>The frame pointer points to the caller's, and the return address comes after it: all code that keeps it, in its body.</summary>
    public static UnwindRow Linked { get; } = new(
        new FrameRule(FrameRuleKind.InRegister, 16, FramePointer),
        [(ReturnAddress, AtOffset(-8)), (FramePointer, AtOffset(-16)), .. SavedRegisters.Select(r => (r, new FrameRule(FrameRuleKind.Undefined)))],
        ReturnAddress, IsSignalFrame: false);

    /// <summary>Nothing was pushed since the call but the bytes, and no register was changed.</summary>
    public static UnwindRow Called(long pushed = 0) =>
        new(new FrameRule(FrameRuleKind.InRegister, pushed + 8, StackPointer), [(ReturnAddress, AtOffset(-8))], ReturnAddress, IsSignalFrame: false);

    /// <param name="code">The whole function.</param>
    /// <param name="offset">Of the instruction that is next.</param>
    public static UnwindRow Find(ReadOnlySpan<byte> code, int offset)
    {
        if (code is [0x48, 0x8b, 0x45, 0x00, 0x50, ..])
        {
            return FindInReplacement(code, offset);
        }

        var entry = FindEntry(code);
        return entry < 0 || offset <= entry
            ? (entry < 0 ? FindRestoring(code[offset..], offset, code.Length) : null) ?? Called()
            : FindInFunction(code, offset, entry);
    }

    // .NET's on-stack replacement: the body of a loop that goes on in the frame of the method's first body, and begins by copying the
    // caller's frame pointer (mov rax, [rbp]; push rax). Only its ends show how large both frames are together.
    private static UnwindRow FindInReplacement(ReadOnlySpan<byte> code, int offset)
    {
        var at = 5;
        while (at < code.Length && ReadFrameSetup(code[at..]) is null && ReadReplacementStart(code[at..]) is > 0 and var length)
        {
            at += length;
        }

        if (offset <= at)
        {
            return Linked;
        }

        var restoring = FindRestoring(code[offset..], offset, code.Length);
        for (; restoring is null && at < code.Length; at++)
        {
            restoring = code[at..] is [0x48, 0x81 or 0x83, 0xc4, ..] ? FindRestoring(code[at..], at, code.Length) : null;
        }

        return restoring ?? Linked;
    }

    // sub rsp; mov [rsp+n], register
    private static int ReadReplacementStart(ReadOnlySpan<byte> code) => code switch
    {
        [0x48, 0x83, 0xec, _, ..] => 4,
        [0x48, 0x81, 0xec, _, _, _, _, ..] => 7,
        [0x48 or 0x4c, 0x89, var modRm, 0x24, ..] when (modRm & 0xc7) == 0x44 => 5,
        [0x48 or 0x4c, 0x89, var modRm, 0x24, ..] when (modRm & 0xc7) == 0x84 => 8,
        [0xc5, 0xf8, 0x77, ..] => 3,
        _ => 0,
    };

    private static UnwindRow FindInFunction(ReadOnlySpan<byte> code, int offset, int entry)
    {
        var (at, depth) = (entry, 8L);
        var saved = new List<(int, FrameRule)> { (ReturnAddress, AtOffset(-8)) };
        while (at < code.Length && ReadSaving(code[at..], ref depth, saved) is > 0 and var length)
        {
            at += length;
            if (at == offset)
            {
                return new UnwindRow(new FrameRule(FrameRuleKind.InRegister, depth, StackPointer), [.. saved], ReturnAddress, IsSignalFrame: false);
            }
        }

        var frame = ReadFrameSetup(code[at..]) is { } distance && at < offset
            ? new FrameRule(FrameRuleKind.InRegister, depth - distance, FramePointer)
            : new FrameRule(FrameRuleKind.InRegister, depth, StackPointer);
        return FindRestoring(code[offset..], offset, code.Length) ?? new UnwindRow(frame, [.. saved], ReturnAddress, IsSignalFrame: false);
    }

    // Where registers begin to be saved; -1 in code that saves none.
    private static int FindEntry(ReadOnlySpan<byte> code)
    {
        for (var entry = 0; entry < Math.Min(code.Length, MaxEntry); entry++)
        {
            var (at, depth) = (entry, 0L);
            while (at < code.Length && ReadSaving(code[at..], ref depth, null) is > 0 and var length)
            {
                at += length;
            }

            // Later than at the start, bytes that look like it may be within another instruction.
            if (depth > 0 && (entry == 0 || (code[entry] == 0x55 && at < code.Length && ReadFrameSetup(code[at..]) is not null)))
            {
                return entry;
            }
        }

        return -1;
    }

    // From the stack pointer to the new frame pointer: mov rbp, rsp; lea rbp, [rsp+n].
    private static long? ReadFrameSetup(ReadOnlySpan<byte> code) => code switch
    {
        [0x48, 0x8b, 0xec, ..] or [0x48, 0x89, 0xe5, ..] => 0,
        [0x48, 0x8d, 0x6c, 0x24, var distance, ..] => (sbyte)distance,
        [0x48, 0x8d, 0xac, 0x24, _, _, _, _, ..] => BinaryPrimitives.ReadInt32LittleEndian(code[4..]),
        _ => null,
    };

    // Bytes of an instruction that comes before the frame is complete; 0 for any other.
    private static int ReadSaving(ReadOnlySpan<byte> code, ref long depth, List<(int, FrameRule)>? saved)
    {
        switch (code)
        {
            case [>= 0x50 and <= 0x57, ..]:
                Push(code[0] - 0x50, ref depth, saved);
                return 1;
            case [0x41, >= 0x50 and <= 0x57, ..]:
                Push(code[1] - 0x50 + 8, ref depth, saved);
                return 2;
            case [0x48, 0x83, 0xec, var size, ..]: // sub rsp
                depth += (sbyte)size;
                return 4;
            case [0x48, 0x81, 0xec, _, _, _, _, ..]:
                depth += BinaryPrimitives.ReadInt32LittleEndian(code[3..]);
                return 7;
            case [0x4c, 0x8d, 0x9c, 0x24, _, _, _, _, ..]: // lea r11, [rsp-n]: how far the stack is probed
                return 8;
            case [0x89, 0x84, 0x24, _, _, _, _, ..]: // mov [rsp-n], eax: the probe
                return 7;
            case [0xff, 0x15, _, _, _, _, ..]: // or a call of it
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

    private static void Push(int code, ref long depth, List<(int, FrameRule)>? saved)
    {
        depth += 8;
        var register = GetDwarfNumber(code);
        // What is pushed but not to be saved only makes room.
        if (saved is not null && (register == FramePointer || SavedRegisters.Contains(register)) && !saved.Exists(s => s.Item1 == register))
        {
            saved.Add((register, AtOffset(-depth)));
        }
    }

    private static UnwindRow? FindRestoring(ReadOnlySpan<byte> code, int offset, int size)
    {
        var popped = new List<(int Register, long Offset)>();
        var (depth, origin) = (0L, StackPointer);
        for (var count = 0; count < MaxInstructions; count++)
        {
            if (IsReturn(code) || IsTailCall(code, offset, size, isRestored: popped.Count > 0))
            {
                return CreateRestoring(depth, origin, popped);
            }

            var length = ReadRestoring(code, ref depth, ref origin, popped);
            if (length == 0)
            {
                return null;
            }

            code = code[length..];
            offset += length;
        }

        return null;
    }

    private static UnwindRow CreateRestoring(long depth, int origin, List<(int Register, long Offset)> popped)
    {
        var frameSize = depth + 8;
        return new UnwindRow(new FrameRule(FrameRuleKind.InRegister, frameSize, origin),
            [(ReturnAddress, AtOffset(-8)), .. popped.Select(p => (p.Register, AtOffset(p.Offset - frameSize)))], ReturnAddress, IsSignalFrame: false);
    }

    private static bool IsReturn(ReadOnlySpan<byte> code) => code is [0xc3, ..] or [0xc2, _, _, ..] or [0xf3, 0xc3, ..];

    // A prefix marks tail calls by a register or memory; a jump within the function is none.
    private static bool IsTailCall(ReadOnlySpan<byte> code, int offset, int size, bool isRestored) => code switch
    {
        [0x48, 0xff, (>= 0x20 and <= 0x27) or (>= 0xe0 and <= 0xe7), ..] => true,
        [0xff, 0x25, ..] => isRestored,
        [0xe9, _, _, _, _, ..] => offset + 5L + BinaryPrimitives.ReadInt32LittleEndian(code[1..]) is var target && (target < 0 || target >= size),
        _ => false,
    };

    // Bytes of an instruction that undoes a part of the frame; 0 for any other.
    private static int ReadRestoring(ReadOnlySpan<byte> code, ref long depth, ref int origin, List<(int Register, long Offset)> popped)
    {
        switch (code)
        {
            case [>= 0x58 and <= 0x5f, ..]:
                popped.Add((GetDwarfNumber(code[0] - 0x58), depth));
                depth += 8;
                return 1;
            case [0x41, >= 0x58 and <= 0x5f, ..]:
                popped.Add((GetDwarfNumber(code[1] - 0x58 + 8), depth));
                depth += 8;
                return 2;
            case [0x48, 0x83, 0xc4, var bytes, ..]: // add rsp
                depth += (sbyte)bytes;
                return 4;
            case [0x48, 0x81, 0xc4, _, _, _, _, ..]:
                depth += BinaryPrimitives.ReadInt32LittleEndian(code[3..]);
                return 7;
            case [0x48, 0x8d, 0x65, var distance, ..]: // lea rsp, [rbp-n]
                (depth, origin) = ((sbyte)distance, FramePointer);
                return 4;
            case [0x48, 0x8d, 0xa5, _, _, _, _, ..]:
                (depth, origin) = (BinaryPrimitives.ReadInt32LittleEndian(code[3..]), FramePointer);
                return 7;
            case [0x48, 0x8b, 0xe5, ..] or [0x48, 0x89, 0xec, ..]: // mov rsp, rbp
                (depth, origin) = (0, FramePointer);
                return 3;
            case [0xc9, ..]: // leave
                popped.Add((FramePointer, 0));
                (depth, origin) = (8, FramePointer);
                return 1;
            case [0xc5, 0xf8, 0x77, ..]:
                return 3;
            default:
                return 0;
        }
    }

    // rax, rcx, rdx, rbx, rsp, rbp, rsi, rdi in the order of instructions; from r8 on the numbers are equal.
    private static int GetDwarfNumber(int code) => code switch { 1 => 2, 2 => 1, 4 => 7, 5 => 6, 6 => 4, 7 => 5, _ => code };

    private static FrameRule AtOffset(long offset) => new(FrameRuleKind.AtOffset, offset);
}
