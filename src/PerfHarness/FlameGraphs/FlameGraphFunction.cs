namespace PerfHarness.FlameGraphs;

/// <summary>The samples of one function in the whole graph, wherever its boxes are and however narrow.</summary>
/// <param name="Name">Row of <see cref="FlameGraph.Names"/>.</param>
/// <param name="Self">Weight of the stacks that end in it.</param>
/// <param name="Total">Weight of the stacks that hold it; a recursive function counts a stack once.</param>
/// <param name="BeforeSelf">The same of the first side of a difference, else 0.</param>
/// <param name="BeforeTotal">The same of the first side of a difference, else 0.</param>
internal readonly record struct FlameGraphFunction(int Name, long Self, long Total, long BeforeSelf, long BeforeTotal);
