using PerfHarness.Profiles;

namespace PerfHarness.Analysis;

/// <summary>
/// Builds a <see cref="CallTree"/> in two steps: paths of functions are interned with the sums of what ends there, then
/// the nodes above the threshold are made from the root on. In the first step's table a <see cref="FrameId"/> is the row
/// of a function.
/// </summary>
internal sealed class CallTreeBuilder(SampleSelection selection, CallTreeOptions options)
{
    private readonly Profile _profile = selection.Profile;
    private readonly StackTableBuilder _paths = new();
    private readonly List<FrameKind> _kinds = [FrameKind.Unknown];
    private long[] _sums = new long[1024];

    public CallTree BuildTopDown()
    {
        var self = selection.SumSelfByStack(options.Measure);
        var path = new int[self.Length];
        for (var row = 1; row < self.Length; row++)
        {
            var frame = GetFrame(row);
            var parent = path[_profile.Stacks.GetParent(new StackId(row)).Index];
            path[row] = ExtendPath(parent, frame);
            Add(path[row], self[row]);
        }

        return BuildTree();
    }

    public CallTree BuildBottomUp()
    {
        var self = selection.SumSelfByStack(options.Measure);
        for (var row = 1; row < self.Length; row++)
        {
            if (self[row] != 0)
            {
                AddCallers(row, self[row]);
            }
        }

        return BuildTree();
    }

    public CallTree BuildCallees(FunctionId function)
    {
        var self = selection.SumSelfByStack(options.Measure);
        var path = new int[self.Length];
        for (var row = 1; row < self.Length; row++)
        {
            var frame = GetFrame(row);
            var parent = path[_profile.Stacks.GetParent(new StackId(row)).Index];
            path[row] = parent == 0 && frame.Function != function ? 0 : ExtendPath(parent, frame);
            if (path[row] != 0)
            {
                Add(path[row], self[row]);
            }
        }

        return BuildTree();
    }

    public CallTree BuildCallers(FunctionId function)
    {
        var sums = selection.SumSelfByStack(options.Measure);
        SampleSelection.SumSubtrees(_profile.Stacks, sums);
        var inside = new bool[sums.Length];
        for (var row = 1; row < sums.Length; row++)
        {
            var within = inside[_profile.Stacks.GetParent(new StackId(row)).Index];
            inside[row] = within || GetFrame(row).Function == function;
            if (inside[row] && !within && sums[row] != 0)
            {
                AddCallers(row, sums[row]);
            }
        }

        return BuildTree();
    }

    private void AddCallers(int row, long sum)
    {
        var path = 0;
        var depth = 0;
        // Deeper levels than are shown need no nodes, but for one that keeps the sum out of the self of the last one shown.
        for (; row != 0 && depth - 2L < options.MaxDepth; row = _profile.Stacks.GetParent(new StackId(row)).Index)
        {
            path = ExtendPath(path, GetFrame(row));
            depth++;
        }

        Add(path, sum);
    }

    private int ExtendPath(int path, Frame frame)
    {
        var next = _paths.Intern(new StackId(path), new FrameId(frame.Function.Index)).Index;
        if (next == _kinds.Count)
        {
            _kinds.Add(frame.Kind);
        }

        return next;
    }

    private void Add(int path, long sum)
    {
        if (path >= _sums.Length)
        {
            Array.Resize(ref _sums, Math.Max(path + 1, _sums.Length * 2));
        }

        _sums[path] += sum;
    }

    private CallTree BuildTree()
    {
        Array.Resize(ref _sums, _paths.Count);
        var self = (long[])_sums.Clone();
        SampleSelection.SumSubtrees(_paths.Build(), _sums);
        var total = selection.GetTotal(options.Measure);
        var threshold = Math.Max(double.Epsilon, options.MinShare * total);

        var nodes = new CallTreeNode?[_paths.Count];
        var roots = new List<CallTreeNode>();
        var order = new int[_paths.Count - 1];
        for (var i = 0; i < order.Length; i++)
        {
            order[i] = i + 1;
        }

        var depths = new int[_paths.Count];
        for (var path = 1; path < depths.Length; path++)
        {
            depths[path] = depths[_paths.GetParent(new StackId(path)).Index] + 1;
        }

        // Parents before their children; siblings in the order in which they are shown.
        Array.Sort(order, (a, b) =>
        {
            var byDepth = depths[a].CompareTo(depths[b]);
            byDepth = byDepth != 0 ? byDepth : _sums[b].CompareTo(_sums[a]);
            byDepth = byDepth != 0 ? byDepth : string.CompareOrdinal(GetName(a).Name, GetName(b).Name);
            return byDepth != 0 ? byDepth : a.CompareTo(b);
        });
        foreach (var path in order)
        {
            var parent = _paths.GetParent(new StackId(path)).Index;
            if (_sums[path] < threshold || depths[path] - 1 > options.MaxDepth || (parent != 0 && nodes[parent] is null))
            {
                continue;
            }

            nodes[path] = new CallTreeNode(GetName(path), _kinds[path], depths[path] - 1, _sums[path], self[path], (double)_sums[path] / total);
            if (parent == 0)
            {
                roots.Add(nodes[path]!);
            }
            else
            {
                nodes[parent]!.Add(nodes[path]!);
            }
        }

        return new CallTree(roots, total);
    }

    private FunctionName GetName(int path) => _profile.Functions[new FunctionId(_paths.GetFrame(new StackId(path)).Index)].Name;

    private Frame GetFrame(int row) => _profile.Frames[_profile.Stacks.GetFrame(new StackId(row))];
}
