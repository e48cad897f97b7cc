namespace PerfHarness.Profiles;

/// <summary>One entry of a callchain: a function as it ran.</summary>
/// <param name="Inlined">The frame was inlined into its parent in the stack.</param>
/// <param name="Address">Address in the image (an ELF's virtual address, a PE's RVA) or in the process (JIT, kernel);
/// 0 unless the import kept addresses.</param>
/// <param name="Line">1-based line in the function's source file, 0 when unknown or not requested.</param>
/// <param name="Named">False where the function represents code without a name (bounds, module or [unknown]).</param>
public readonly record struct Frame(
    FunctionId Function,
    FrameKind Kind,
    CodeTier Tier = CodeTier.None,
    bool Inlined = false,
    ulong Address = 0,
    int Line = 0,
    bool Named = true)
{
    /// <summary>First address of the function's code; 0 where it is not known.</summary>
    internal ulong Start { get; init; }

    /// <summary>Row of <see cref="Profile.SourceFiles"/> that <see cref="Line"/> is in; 0 where it is the function's file.</summary>
    internal int SourceFile { get; init; }

    /// <summary>Known only where the import kept code.</summary>
    internal CodeId Code { get; init; }
}
