namespace PerfHarness.FlameGraphs;

/// <summary>One rectangle of a flame graph.</summary>
/// <param name="Parent">Row of the box below it in <see cref="FlameGraph.Boxes"/>; -1 for the root.</param>
/// <param name="Depth">0 for the root.</param>
/// <param name="Name">Row of <see cref="FlameGraph.Names"/>.</param>
/// <param name="X0">Left edge, 0 to <see cref="FlameGraph.Width"/>.</param>
/// <param name="X1">Right edge.</param>
/// <param name="Self">Weight of the stacks that end here.</param>
/// <param name="Total">Weight of the stacks that pass here.</param>
/// <param name="BeforeSelf">The same of the first side of a difference, else 0.</param>
/// <param name="BeforeTotal">The same of the first side of a difference, else 0.</param>
internal readonly record struct FlameGraphBox(
    int Parent,
    int Depth,
    int Name,
    FlameGraphKind Kind,
    double X0,
    double X1,
    long Self,
    long Total,
    long BeforeSelf = 0,
    long BeforeTotal = 0);
