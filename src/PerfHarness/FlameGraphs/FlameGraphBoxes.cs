using PerfHarness.Profiles;

namespace PerfHarness.FlameGraphs;

/// <summary>
/// Places the boxes of a flame graph, row by row. What ends in a box is to the left of its children, as in flamegraph.pl;
/// children narrower than the threshold are left out with everything above them.
/// </summary>
/// <param name="after">Total of each node of the tree.</param>
/// <param name="before">The same on the first side of a difference, else empty.</param>
/// <param name="chart">Of a flame chart: the weight before each node, from node 1 on. Else null.</param>
internal sealed class FlameGraphBoxes(
    FlameGraphTree tree, ChildLists children, long[] after, long[] before, IReadOnlyList<long>? chart)
{
    private readonly List<FlameGraphBox> _boxes = [];
    private readonly List<int> _nodes = [];

    // Weights to the left of each box.
    private readonly List<(long After, long Before)> _starts = [];

    private bool IsDifference => before.Length > 0;

    public IReadOnlyList<FlameGraphBox> Place(double width, double threshold)
    {
        if (after[0] > 0 || GetBefore(0) > 0)
        {
            Add(new FlameGraphBox(-1, 0, 0, FlameGraphKind.Root, 0, width, 0, 0), node: 0, (0, 0));
        }

        // The list is its own queue: children are added after all of their parent's row.
        for (var row = 0; row < _boxes.Count; row++)
        {
            PlaceChildren(row, threshold);
        }

        return _boxes;
    }

    private void PlaceChildren(int row, double threshold)
    {
        ref readonly var parent = ref tree.Nodes[_nodes[row]];
        var (left, beforeLeft) = (_starts[row].After + parent.After, _starts[row].Before + parent.Before);
        for (var node = children.GetFirst(_nodes[row]); node != 0; node = children.GetNext(node))
        {
            left = chart?[node - 1] ?? left;
            var (right, beforeRight) = (left + after[node], beforeLeft + GetBefore(node));
            var (x0, x1) = (ToX(left, beforeLeft), ToX(right, beforeRight));
            if (x1 - x0 >= threshold && x1 > x0)
            {
                Add(new FlameGraphBox(row, _boxes[row].Depth + 1, tree.GetName(node), tree.Nodes[node].Kind, x0, x1, 0, 0), node, (left, beforeLeft));
            }

            (left, beforeLeft) = (right, beforeRight);
        }
    }

    private void Add(FlameGraphBox box, int node, (long After, long Before) start)
    {
        ref readonly var self = ref tree.Nodes[node];
        _boxes.Add(box with { Self = self.After, Total = after[node], BeforeSelf = self.Before, BeforeTotal = GetBefore(node) });
        _nodes.Add(node);
        _starts.Add(start);
    }

    private long GetBefore(int node) => IsDifference ? before[node] : 0;

    // From running sums of weights to x. Sums are whole numbers and x grows with them, so a child can never extend past
    // its parent by a rounding error.
    private double ToX(long afterSum, long beforeSum) => !IsDifference ? afterSum
        : before[0] == 0 ? (double)afterSum / after[0]
        : after[0] == 0 ? (double)beforeSum / before[0]
        : (((double)afterSum / after[0]) + ((double)beforeSum / before[0])) / 2;
}
