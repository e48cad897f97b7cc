using PerfHarness.Profiles;

namespace PerfHarness.Symbols.Names;

/// <summary>What a just-in-time compiler's spelling of a function says, taken apart.</summary>
/// <param name="Name">Module and canonical name: equal for all tiers of a method.</param>
/// <param name="Kind"><see cref="FrameKind.Jit"/>, <see cref="FrameKind.ReadyToRun"/> for precompiled code, or
/// <see cref="FrameKind.Stub"/> for code that the runtime wrote for itself.</param>
/// <param name="Source">Where the function is defined, for runtimes that put it into the name (V8, CPython).</param>
internal readonly record struct ManagedName(FunctionName Name, FrameKind Kind, CodeTier Tier = CodeTier.None, SourcePosition? Source = null)
{
    public bool IsStub => Kind == FrameKind.Stub;
}
