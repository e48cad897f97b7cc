namespace PerfHarness.Profiles;

/// <summary>
/// The nodes of another tree that rows of stacks became, of one group of samples at a time: a row is looked at once for each
/// group, however many samples pass it. Quickest where one group follows another.
/// </summary>
internal sealed class StackRowMap(StackTable stacks)
{
    private readonly int[] _nodes = new int[stacks.Count];
    private readonly int[] _groups = new int[stacks.Count]; // whose node it is, plus 1
    private int[] _path = new int[256];

    /// <summary>The rows from the root to the stack that have no node yet.</summary>
    /// <param name="node">In: the group's own node. Out: the node that the first of them is to be added to, or the stack's.</param>
    /// <returns>Root first; valid until the next call.</returns>
    public ReadOnlySpan<int> FindMissing(StackId stack, int group, ref int node)
    {
        var length = 0;
        var row = stack.Index;
        while (row != 0 && _groups[row] != group + 1)
        {
            if (length == _path.Length)
            {
                Array.Resize(ref _path, length * 2);
            }

            _path[length++] = row;
            row = stacks.GetParent(new StackId(row)).Index;
        }

        node = row == 0 ? node : _nodes[row];
        var path = _path.AsSpan(0, length);
        path.Reverse();
        return path;
    }

    public void Set(int row, int group, int node) => (_nodes[row], _groups[row]) = (node, group + 1);
}
