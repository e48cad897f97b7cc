namespace PerfHarness.Recording;

/// <summary>How the kernel finds the callers of a sampled function.</summary>
internal enum CallGraphMode
{
    /// <summary>By the frame pointer: which managed code maintains, and native code that was built with <c>-fno-omit-frame-pointer</c>.</summary>
    FramePointer,

    /// <summary>A copy of registers and stack with each sample, unwound afterwards by debug information.</summary>
    Dwarf,

    /// <summary>The processor's record of last branches (Intel, hardware events only).</summary>
    LastBranchRecord,

    /// <summary>Only the sampled function itself.</summary>
    None,
}
