namespace PerfHarness.FlameGraphs;

/// <summary>Dimensions that the layout and the drawings share.</summary>
internal static class FlameGraphMetrics
{
    /// <summary>Pixels left free on both sides of the boxes, as in flamegraph.pl, whose minimum width counts with it.</summary>
    public const int SidePadding = 10;
}
