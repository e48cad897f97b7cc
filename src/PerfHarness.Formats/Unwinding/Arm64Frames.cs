using System.Buffers.Binary;

namespace PerfHarness.Formats.Unwinding;

/// <summary>
/// Rows for generated arm64 code, from the code itself: whether its frame record (the caller's x29, and x30) is linked at an
/// instruction. Until <c>mov x29, sp</c>, and after <c>ldp x29, x30</c>, both registers are still, or again, what they were at the call.
/// </summary>
internal static class Arm64Frames
{
    private const int StackPointer = 31;
    private const int FramePointer = 29;
    private const int LinkRegister = 30;
    private const int MaxProlog = 16;
    private const int MaxEpilog = 8;

    /// <summary>The frame record is linked. Where it is in the frame, and where other registers were saved, only the compiler knows.</summary>
    public static UnwindRow Linked { get; } = new(
        new FrameRule(FrameRuleKind.InRegister, 16, FramePointer),
        [(LinkRegister, new FrameRule(FrameRuleKind.AtOffset, -8)), (FramePointer, new FrameRule(FrameRuleKind.AtOffset, -16)),
            (StackPointer, new FrameRule(FrameRuleKind.Undefined)),
            .. Enumerable.Range(19, 10).Select(r => (r, new FrameRule(FrameRuleKind.Undefined)))],
        LinkRegister, IsSignalFrame: false);

    /// <summary>The return address is in the link register, and nothing else was changed.</summary>
    public static UnwindRow Called { get; } = new(new FrameRule(FrameRuleKind.InRegister, 0, StackPointer), [], LinkRegister, IsSignalFrame: false);

    /// <param name="code">The whole function.</param>
    /// <param name="offset">Of the instruction that is next.</param>
    public static UnwindRow Find(ReadOnlySpan<byte> code, int offset)
    {
        var isLinked = false;
        for (var at = 0; at < offset && at < MaxProlog * 4 && !isLinked; at += 4)
        {
            isLinked = (Read(code, at) & 0xff8003ff) == 0x910003fd; // mov x29, sp; add x29, sp, #n
        }

        return isLinked && !IsUnlinked(code, offset) ? Linked : Called;
    }

    // Only what comes after the registers were restored leads to the return.
    private static bool IsUnlinked(ReadOnlySpan<byte> code, int offset)
    {
        for (var at = offset; at < offset + (MaxEpilog * 4); at += 4)
        {
            var instruction = Read(code, at);
            if (instruction is 0xd65f03c0 or 0xd65f0bff or 0xd65f0fff) // ret, retaa, retab
            {
                return true;
            }

            // add sp, sp, #n; autiasp, autibsp; ldp of other registers from the stack
            var isRestoring = (instruction & 0xff8003ff) == 0x910003ff || instruction is 0xd50323bf or 0xd50323ff
                || ((instruction & 0xfe4003e0) == 0xa84003e0 && (instruction & 0x1f) != FramePointer);
            if (!isRestoring)
            {
                return false;
            }
        }

        return false;
    }

    private static uint Read(ReadOnlySpan<byte> code, int at) => at + 4 <= code.Length ? BinaryPrimitives.ReadUInt32LittleEndian(code[at..]) : 0;
}
