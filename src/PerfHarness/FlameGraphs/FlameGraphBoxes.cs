using PerfHarness.Profiles;

namespace PerfHarness.FlameGraphs;

/// <summary>
/// Places the boxes of a flame graph, row by row. What ends in a box is to the left of its children, as in flamegraph.pl;
/// children narrower than the threshold are left out with everything above them: these are neither sorted nor looked at.
/// </summary>
/// <param name="after">Total of each node of the tree.</param>
/// <param name="before">The same on the first side of a difference, else empty.</param>
/// <param name="chart">Of a flame chart: the weight before each node, from node 1 on. Else null.</param>
internal sealed class FlameGraphBoxes(
    FlameGraphTree tree, FlameGraphNames names, ChildLists children, long[] after, long[] before, IReadOnlyList<long>? chart)
{
    /// <summary>Fewer siblings are sorted by insertion.</summary>
    private const int FewSiblings = 24;

    private FlameGraphBox[] _boxes = new FlameGraphBox[1024];
    private Place[] _places = new Place[1024];
    private int _count;
    private int[] _siblings = new int[64];

    private bool IsDifference => before.Length > 0;

    public FlameGraphBox[] PlaceAll(double width, double threshold)
    {
        if (after[0] > 0 || GetBefore(0) > 0)
        {
            Add(-1, 0, node: 0, 0, width, 0, 0);
        }

        // The list is its own queue: children are added after all of their parent's row.
        for (var row = 0; row < _count; row++)
        {
            PlaceChildren(row, threshold);
        }

        return _boxes[.._count];
    }

    private void PlaceChildren(int row, double threshold)
    {
        var (parent, left, beforeLeft) = _places[row];
        var depth = _boxes[row].Depth + 1;
        left += tree.Nodes[parent].After;
        beforeLeft += tree.Nodes[parent].Before;
        foreach (var node in GetChildren(parent))
        {
            left = chart?[node - 1] ?? left;
            var (right, beforeRight) = (left + after[node], beforeLeft + GetBefore(node));
            var (x0, x1) = (ToX(left, beforeLeft), ToX(right, beforeRight));
            if (x1 - x0 >= threshold && x1 > x0)
            {
                Add(row, depth, node, x0, x1, left, beforeLeft);
            }

            (left, beforeLeft) = (right, beforeRight);
        }
    }

    private void Add(int parent, int depth, int node, double x0, double x1, long left, long beforeLeft)
    {
        if (_count == _boxes.Length)
        {
            Array.Resize(ref _boxes, _count * 2);
            Array.Resize(ref _places, _count * 2);
        }

        ref readonly var self = ref tree.Nodes[node];
        _places[_count] = new Place(node, left, beforeLeft);
        _boxes[_count++] = new FlameGraphBox(
            parent, depth, tree.GetName(node), self.Kind, x0, x1, self.After, after[node], self.Before, GetBefore(node));
    }

    // In the order of their names; those of a flame chart in the order of time.
    private ReadOnlySpan<int> GetChildren(int parent)
    {
        var count = 0;
        for (var node = children.GetFirst(parent); node != 0; node = children.GetNext(node))
        {
            if (count == _siblings.Length)
            {
                Array.Resize(ref _siblings, count * 2);
            }

            _siblings[count++] = node;
        }

        var siblings = _siblings.AsSpan(0, count);
        if (chart is null && count > FewSiblings)
        {
            siblings.Sort(Compare);
        }
        else if (chart is null)
        {
            SortFew(siblings);
        }

        return siblings;
    }

    private void SortFew(Span<int> siblings)
    {
        for (var i = 1; i < siblings.Length; i++)
        {
            var node = siblings[i];
            var at = i;
            for (; at > 0 && Compare(siblings[at - 1], node) > 0; at--)
            {
                siblings[at] = siblings[at - 1];
            }

            siblings[at] = node;
        }
    }

    private int Compare(int a, int b)
    {
        ref readonly var x = ref names.Rows[tree.GetName(a)];
        ref readonly var y = ref names.Rows[tree.GetName(b)];
        var byText = CompareOrdinal(x.Text, y.Text);
        return byText != 0 ? byText : CompareOrdinal(x.Module, y.Module);
    }

    // Methods of a class have long beginnings in common.
    private static int CompareOrdinal(string a, string b)
    {
        var common = a.AsSpan().CommonPrefixLength(b);
        return common < a.Length && common < b.Length ? a[common] - b[common] : a.Length - b.Length;
    }

    private long GetBefore(int node) => IsDifference ? before[node] : 0;

    // From running sums of weights to x. Sums are whole numbers and x grows with them, so a child can never extend past
    // its parent by a rounding error.
    private double ToX(long afterSum, long beforeSum) => !IsDifference ? afterSum
        : before[0] == 0 ? (double)afterSum / after[0]
        : after[0] == 0 ? (double)beforeSum / before[0]
        : (((double)afterSum / after[0]) + ((double)beforeSum / before[0])) / 2;

    /// <summary>Where a box is: its node, and the weights to its left.</summary>
    private readonly record struct Place(int Node, long Left, long BeforeLeft);
}
