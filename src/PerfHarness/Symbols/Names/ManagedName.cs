using PerfHarness.Profiles;

namespace PerfHarness.Symbols.Names;

/// <summary>The parts of a name that a runtime gave a function.</summary>
/// <param name="Name">Module and canonical name: equal for all tiers of a method.</param>
/// <param name="Kind"><see cref="FrameKind.Jit"/>, <see cref="FrameKind.ReadyToRun"/> for precompiled code, or
/// <see cref="FrameKind.Stub"/> for code that the runtime generated for itself.</param>
/// <param name="Source">Where the function is defined, for runtimes that put it into the name (V8, CPython).</param>
internal readonly record struct ManagedName(FunctionName Name, FrameKind Kind, CodeTier Tier = CodeTier.None, SourcePosition? Source = null);
