namespace PerfHarness.FlameGraphs;

/// <summary>Which side of a difference stacks belong to. A plain flame graph has only <see cref="After"/>.</summary>
internal enum DiffSide
{
    After,
    Before,
}
