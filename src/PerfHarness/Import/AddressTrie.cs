namespace PerfHarness.Import;

/// <summary>
/// Callchains as a tree of raw addresses, root first, so that a chain that was seen before costs one probe an entry and
/// resolves nothing. A node knows the named stack it stands for:
/// <code>
///   node     r0      1         2         3            r: a root of its own for each process and version of its space
///   parent   -       r0        1         1
///   address  -       0x4010    0x4200    0x4380
///   stack    0       s1        s2        s5
/// </code>
/// Open addressing with linear probing, at most half full; a slot holds key and node side by side, one cache line a probe.
/// </summary>
internal sealed class AddressTrie
{
    private Slot[] _slots = new Slot[1 << 12];
    private int[] _stacks = new int[1 << 11];
    private int _keys;

    private struct Slot
    {
        public ulong Address;
        public int Parent;
        public int Node; // 0: free
    }

    /// <summary>Nodes, roots included.</summary>
    public int Count { get; private set; } = 1;

    public int AddRoot() => AddNode(0);

    /// <summary>Stack of a node, as <see cref="SetStack"/> gave it.</summary>
    public int GetStack(int node) => _stacks[node];

    /// <summary>The child of <paramref name="parent"/> at the address; <paramref name="added"/> tells that it is new and has no stack yet.</summary>
    public int GetOrAddChild(int parent, ulong address, out bool added)
    {
        var slots = _slots;
        var mask = slots.Length - 1;
        var index = Hash(parent, address) & mask;
        while (true)
        {
            ref var slot = ref slots[index];
            if (slot.Node == 0)
            {
                added = true;
                return Insert(parent, address, index);
            }

            if (slot.Address == address && slot.Parent == parent)
            {
                added = false;
                return slot.Node;
            }

            index = (index + 1) & mask;
        }
    }

    public void SetStack(int node, int stack) => _stacks[node] = stack;

    private int Insert(int parent, ulong address, int index)
    {
        var node = AddNode(0);
        _slots[index] = new Slot { Address = address, Parent = parent, Node = node };
        if (++_keys * 2 > _slots.Length)
        {
            Grow();
        }

        return node;
    }

    private int AddNode(int stack)
    {
        if (Count == _stacks.Length)
        {
            Array.Resize(ref _stacks, Count * 2);
        }

        _stacks[Count] = stack;
        return Count++;
    }

    private void Grow()
    {
        var old = _slots;
        _slots = new Slot[old.Length * 2];
        var mask = _slots.Length - 1;
        foreach (var slot in old)
        {
            if (slot.Node != 0)
            {
                var index = Hash(slot.Parent, slot.Address) & mask;
                while (_slots[index].Node != 0)
                {
                    index = (index + 1) & mask;
                }

                _slots[index] = slot;
            }
        }
    }

    private static int Hash(int parent, ulong address)
    {
        var x = (address ^ ((ulong)(uint)parent << 40) ^ (uint)parent) * 0x9e37_79b9_7f4a_7c15UL;
        return (int)(x >> 33);
    }
}
