using PerfHarness.Formats.IO;

namespace PerfHarness.FlameGraphs;

/// <summary>Merged calls: a tree of (parent, name) with what was added to each row (see <see cref="InternedTree{TKey}"/>).
/// Row 0 is the root.</summary>
internal sealed class FlameGraphTree
{
    private readonly InternedTree<int> _rows = new();
    private Node[] _nodes = new Node[1024];

    public FlameGraphTree() => (_nodes[0].Kind, _nodes[0].HasKind) = (FlameGraphKind.Root, true);

    /// <summary>Some rows have frames of several kinds (see <see cref="AddKind"/>), and their kind is still to be voted on.</summary>
    public bool HasMixedKinds { get; private set; }

    public int Count => _rows.Count;

    public ReadOnlySpan<Node> Nodes => _nodes.AsSpan(0, Count);

    /// <summary>Parent and name of each row.</summary>
    public TreeRows<int> Rows => _rows.ToRows();

    /// <summary>Allocates for as many rows at once.</summary>
    public void EnsureCapacity(int rows)
    {
        if (rows > _nodes.Length)
        {
            Array.Resize(ref _nodes, rows);
            _rows.EnsureCapacity(rows);
        }
    }

    public int GetOrAddChild(int parent, int name)
    {
        var row = _rows.GetOrAdd(parent, name, out _);
        GrowTo(row);
        return row;
    }

    /// <summary>A new row even where the parent has a child of that name: a flame chart's. Not found by <see cref="GetOrAddChild"/>.</summary>
    public int Append(int parent, int name)
    {
        var row = _rows.Append(parent, name);
        GrowTo(row);
        return row;
    }

    public int GetName(int row) => _rows.GetKey(row);

    public int GetParent(int row) => _rows.GetParent(row);

    /// <summary>Adds weight that ends in a row.</summary>
    public void Add(int row, long weight, DiffSide side)
    {
        ref var self = ref (side == DiffSide.After ? ref _nodes[row].After : ref _nodes[row].Before);
        self = checked(self + weight);
    }

    /// <summary>A kind that a row has, without its weight: enough for a row all of whose frames are of one kind.</summary>
    public void AddKind(int row, FlameGraphKind kind)
    {
        ref var node = ref _nodes[row];
        if (!node.HasKind)
        {
            (node.Kind, node.HasKind) = (kind, true);
        }
        else if (node.Kind != kind)
        {
            HasMixedKinds = node.IsMixed = true;
        }
    }

    /// <summary>Forgets the kinds of mixed rows, before they are voted on.</summary>
    public void ClearMixedKinds()
    {
        foreach (ref var node in _nodes.AsSpan(0, Count))
        {
            node.Kind = node.IsMixed ? default : node.Kind;
        }
    }

    /// <summary>
    /// Counts a vote for the kind of a row: one function may have run as ReadyToRun code first and as JIT code later. A
    /// kind that has more than half of the weight wins, which needs one counter (Boyer and Moore's majority vote).
    /// </summary>
    public void VoteKind(int row, FlameGraphKind kind, long weight)
    {
        ref var node = ref _nodes[row];
        if (node.Kind == kind)
        {
            node.VoteLead += weight;
        }
        else if (node.VoteLead >= weight)
        {
            node.VoteLead -= weight;
        }
        else
        {
            (node.Kind, node.VoteLead) = (kind, weight - node.VoteLead);
        }
    }

    private void GrowTo(int row)
    {
        if (row >= _nodes.Length)
        {
            Array.Resize(ref _nodes, checked(_nodes.Length * 2));
        }
    }

    /// <summary>What was added to a row, kept together because a step down a stack reads and writes all of it.</summary>
    internal struct Node
    {
        /// <summary>Weight that ends here on the second (or the only) side.</summary>
        public long After;

        /// <summary>The same on the first side of a difference.</summary>
        public long Before;

        /// <summary>By how much the kind is ahead in the vote.</summary>
        public long VoteLead;

        public FlameGraphKind Kind;

        public bool HasKind;

        /// <summary>Frames of several kinds pass here.</summary>
        public bool IsMixed;
    }
}
