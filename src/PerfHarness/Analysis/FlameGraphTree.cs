namespace PerfHarness.Analysis;

/// <summary>
/// Merged calls, as rows of (parent, name). A parent's row is smaller than its children's; row 0 is the root. Open
/// addressing, linear probing, at most three quarters full; a slot holds a row, 0 is free.
/// </summary>
internal sealed class FlameGraphTree
{
    private int[] _slots = new int[2048];

    private int[] _parent = new int[1024];
    private int[] _name = new int[1024];
    private long[] _after = new long[1024];
    private long[] _before = new long[1024];
    private FlameGraphKind[] _kind = new FlameGraphKind[1024];
    private long[] _lead = new long[1024];

    public FlameGraphTree() => _kind[0] = FlameGraphKind.Root;

    public int Count { get; private set; } = 1;

    public ReadOnlySpan<int> Parents => _parent.AsSpan(0, Count);

    public ReadOnlySpan<int> Names => _name.AsSpan(0, Count);

    public ReadOnlySpan<FlameGraphKind> Kinds => _kind.AsSpan(0, Count);

    /// <summary>Weight that ends at each row.</summary>
    public ReadOnlySpan<long> Self(FlameGraphSide side) => (side == FlameGraphSide.After ? _after : _before).AsSpan(0, Count);

    public int Child(int parent, int name)
    {
        var mask = _slots.Length - 1;
        var slot = (int)Hash(parent, name) & mask;
        for (; _slots[slot] != 0; slot = (slot + 1) & mask)
        {
            var row = _slots[slot];
            if (_parent[row] == parent && _name[row] == name)
            {
                return row;
            }
        }

        var added = Append(parent, name);
        _slots[slot] = added;
        if (Count * 4L > _slots.Length * 3L)
        {
            Rehash();
        }

        return added;
    }

    /// <summary>A new row even where the parent has a child of that name: a flame chart's. Not found by <see cref="Child"/>.</summary>
    public int Append(int parent, int name)
    {
        var row = Count++;
        if (row == _parent.Length)
        {
            Grow();
        }

        _parent[row] = parent;
        _name[row] = name;
        return row;
    }

    public int NameOf(int row) => _name[row];

    public void Add(int row, long weight, FlameGraphSide side)
    {
        ref var self = ref (side == FlameGraphSide.After ? _after : _before)[row];
        self = checked(self + weight);
    }

    /// <summary>
    /// Counts a vote for the kind of a row: one function may have run as ReadyToRun code first and as JIT code later. A
    /// kind that has more than half of the weight wins, which needs one counter (Boyer and Moore's majority vote).
    /// </summary>
    public void Vote(int row, FlameGraphKind kind, long weight)
    {
        if (_kind[row] == kind)
        {
            _lead[row] += weight;
        }
        else if (_lead[row] >= weight)
        {
            _lead[row] -= weight;
        }
        else
        {
            _kind[row] = kind;
            _lead[row] = weight - _lead[row];
        }
    }

    private void Grow()
    {
        var size = checked(_parent.Length * 2);
        Array.Resize(ref _parent, size);
        Array.Resize(ref _name, size);
        Array.Resize(ref _after, size);
        Array.Resize(ref _before, size);
        Array.Resize(ref _kind, size);
        Array.Resize(ref _lead, size);
    }

    private void Rehash()
    {
        var slots = new int[_slots.Length * 2];
        var mask = slots.Length - 1;
        for (var row = 1; row < Count; row++)
        {
            var slot = (int)Hash(_parent[row], _name[row]) & mask;
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
}
