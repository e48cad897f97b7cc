namespace PerfHarness.FlameGraphs;

/// <summary>
/// Merged calls, as rows of (parent, name). A parent's row is smaller than its children's; row 0 is the root. Open
/// addressing, linear probing, at most three quarters full; a slot holds a row, 0 is free.
/// </summary>
internal sealed class FlameGraphTree
{
    private int[] _slots = new int[2048];

    private Node[] _nodes = new Node[1024];

    public FlameGraphTree() => _nodes[0].Kind = FlameGraphKind.Root;

    public int Count { get; private set; } = 1;

    public ReadOnlySpan<Node> Nodes => _nodes.AsSpan(0, Count);

    /// <summary>Makes room for as many rows, which saves growing step by step.</summary>
    public void EnsureCapacity(int rows)
    {
        if (rows > _nodes.Length)
        {
            Array.Resize(ref _nodes, rows);
            Rehash((int)Math.Min(1 << 30, System.Numerics.BitOperations.RoundUpToPowerOf2((uint)rows * 2)));
        }
    }

    public int GetOrAddChild(int parent, int name)
    {
        var mask = _slots.Length - 1;
        var slot = (int)Hash(parent, name) & mask;
        for (; _slots[slot] != 0; slot = (slot + 1) & mask)
        {
            var row = _slots[slot];
            ref var node = ref _nodes[row];
            if (node.Parent == parent && node.Name == name)
            {
                return row;
            }
        }

        var added = Append(parent, name);
        _slots[slot] = added;
        if (Count * 4L > _slots.Length * 3L)
        {
            Rehash(_slots.Length * 2);
        }

        return added;
    }

    /// <summary>A new row even where the parent has a child of that name: a flame chart's. Not found by <see cref="GetOrAddChild"/>.</summary>
    public int Append(int parent, int name)
    {
        var row = Count++;
        if (row == _nodes.Length)
        {
            Array.Resize(ref _nodes, checked(row * 2));
        }

        _nodes[row] = new Node { Parent = parent, Name = name };
        return row;
    }

    public int GetName(int row) => _nodes[row].Name;

    /// <summary>Adds weight that ends in a row.</summary>
    public void Add(int row, long weight, DiffSide side)
    {
        ref var self = ref (side == DiffSide.After ? ref _nodes[row].After : ref _nodes[row].Before);
        self = checked(self + weight);
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

    private void Rehash(int size)
    {
        var slots = new int[size];
        var mask = slots.Length - 1;
        for (var row = 1; row < Count; row++)
        {
            var slot = (int)Hash(_nodes[row].Parent, _nodes[row].Name) & mask;
            while (slots[slot] != 0)
            {
                slot = (slot + 1) & mask;
            }

            slots[slot] = row;
        }

        _slots = slots;
    }

    private static uint Hash(int parent, int name)
    {
        var x = (((ulong)(uint)parent << 32) | (uint)name) * 0x9e37_79b9_7f4a_7c15UL;
        return (uint)(x >> 32);
    }

    /// <summary>One row, kept together because a step down a stack reads and writes all of it.</summary>
    internal struct Node
    {
        public int Parent;
        public int Name;

        /// <summary>Weight that ends here on the second (or the only) side.</summary>
        public long After;

        /// <summary>The same on the first side of a difference.</summary>
        public long Before;

        /// <summary>By how much the kind is ahead in the vote.</summary>
        public long VoteLead;

        public FlameGraphKind Kind;
    }
}
