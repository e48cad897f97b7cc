namespace PerfHarness.FlameGraphs;

/// <summary>What one function takes of a whole graph, wherever it stands and however narrow its boxes are.</summary>
/// <param name="Name">Row of <see cref="FlameGraph.Names"/>.</param>
/// <param name="Self">Weight of the stacks that end in it.</param>
/// <param name="Total">Weight of the stacks that hold it; a recursive function counts a stack once.</param>
/// <param name="BeforeSelf">The same of the first side of a difference, else 0.</param>
/// <param name="BeforeTotal">The same of the first side of a difference, else 0.</param>
internal readonly record struct FlameGraphFunction(int Name, long Self, long Total, long BeforeSelf, long BeforeTotal);
