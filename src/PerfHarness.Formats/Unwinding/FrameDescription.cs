namespace PerfHarness.Formats.Unwinding;

/// <summary>An FDE: how one function's frame is undone.</summary>
/// <param name="Start">First address of the function's code.</param>
/// <param name="Program">Where its instructions are in the section.</param>
internal readonly record struct FrameDescription(ulong Start, ulong Size, CommonFrameInformation Common, Range Program)
{
    public bool Covers(ulong address) => address - Start < Size;
}
