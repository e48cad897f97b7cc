namespace PerfHarness.FlameGraphs;

/// <summary>A frame of a stack, ready to be merged.</summary>
/// <param name="Name">Row of <see cref="FlameGraphNames"/>.</param>
internal readonly record struct FlameGraphStep(int Name, FlameGraphKind Kind);
