using PerfHarness.Profiles;

namespace PerfHarness.FlameGraphs;

/// <summary>One stack to draw.</summary>
/// <param name="Group">Added as a frame below the stack's root if given: a process, a thread, a run.</param>
internal readonly record struct FlameGraphStack(StackId Stack, long Weight, string? Group = null);
