using System.Buffers.Binary;

namespace PerfHarness.Unwinding;

/// <summary>
/// Reads from arm64 code whether a function's frame record (the caller's x29, and x30) is linked at an instruction. Until
/// <c>mov x29, sp</c>, and after <c>ldp x29, x30</c>, both registers are still, or again, what they were at the call.
/// </summary>
internal static class Arm64Shapes
{
    private const int MaxProlog = 16;
    private const int MaxEpilog = 8;

    /// <param name="code">The whole function.</param>
    /// <param name="offset">Of the instruction that is next.</param>
    public static FrameShape Find(ReadOnlySpan<byte> code, int offset)
    {
        var isLinked = false;
        for (var at = 0; at < offset && at < MaxProlog * 4 && !isLinked; at += 4)
        {
            // mov x29, sp; add x29, sp, #n
            isLinked = (Read(code, at) & 0xff8003ff) == 0x910003fd;
        }

        return (isLinked || offset >= MaxProlog * 4) && !IsUnlinked(code, offset) ? FrameShape.Linked : FrameShape.InLinkRegister;
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
            var isRestore = (instruction & 0xff8003ff) == 0x910003ff || instruction is 0xd50323bf or 0xd50323ff
                || ((instruction & 0xfe4003e0) == 0xa84003e0 && (instruction & 0x1f) != 29);
            if (!isRestore)
            {
                return false;
            }
        }

        return false;
    }

    private static uint Read(ReadOnlySpan<byte> code, int at) => at + 4 <= code.Length ? BinaryPrimitives.ReadUInt32LittleEndian(code[at..]) : 0;
}
