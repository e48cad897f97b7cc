namespace PerfHarness.Unwinding;

/// <summary>
/// Where the frame of a generated function has what its caller needs, at one of its instructions. Nearly always the frame
/// pointer is set up; in the first and the last instructions it is the caller's, or not yet saved:
/// <code>
///   push rbp            return address at rsp, rbp is the caller's
///   lea rbp, [rsp+16]   return address at rsp + 8, rbp is the caller's
///   …                   return address at rbp + 8, the caller's rbp at rbp
///   pop rbp             the same
///   ret                 return address at rsp, rbp is the caller's
/// </code>
/// </summary>
/// <param name="ReturnOffset">Of the return address, from the stack pointer (or from the frame pointer); null where the link register has it.</param>
/// <param name="FramePointerOffset">Of the caller's frame pointer, counted alike; null where it is in its register.</param>
/// <param name="IsFromFramePointer">Offsets count from the frame pointer.</param>
internal readonly record struct FrameShape(long? ReturnOffset, long? FramePointerOffset, bool IsFromFramePointer)
{
    /// <summary>The frame pointer points to the caller's, and the return address comes after it: so in all code that keeps it.</summary>
    public static FrameShape Linked => new(8, 0, true);

    /// <summary>Nothing was pushed since the call.</summary>
    public static FrameShape Called => new(0, null, false);

    /// <summary>As <see cref="Called"/>, on machines whose calls leave the return address in a register.</summary>
    public static FrameShape InLinkRegister => new(null, null, false);
}
