using System.Numerics;
using System.Runtime.CompilerServices;

namespace PerfHarness.Formats.IO;

/// <summary>
/// Interns (parent, key) pairs as the rows of a tree: the stacks of a profile, raw callchains, samples, the boxes of a flame graph.
/// <code>
///   row      0       1        2        3
///   parent   -       0        1        1
///   key      root    Main     Parse    Sum        row 3 = Main;Sum
/// </code>
/// A parent's row is always smaller than its children's, so one pass from the last row to the first adds leaves up to the
/// root without recursion. Row 0 is the root. A row never changes once it was added. Open addressing, at most half full; a slot
/// holds the key next to the row. A child is first looked for in the few slots at its parent's row: most parents have one or two, and
/// rows that are added one after another are then beside each other in memory. Only where those slots are taken, it is anywhere.
/// </summary>
/// <typeparam name="TKey">A number of 32 or 64 bits.</typeparam>
/// <param name="rootKey">Key of row 0.</param>
internal sealed class InternedTree<TKey>(TKey rootKey = default)
    where TKey : unmanaged
{
    private const int InitialRows = 1024;

    /// <summary>Slots of a parent's own, two of which the next parent has, too.</summary>
    private const int NearSlots = 4;

    private TreeRow<TKey>[] _rows = CreateRows(rootKey);
    private Slot[] _slots = new Slot[InitialRows * 2];
    private int _interned;

    /// <summary>Rows, the root included.</summary>
    public int Count { get; private set; } = 1;

    public int GetParent(int row) => _rows[row].Parent;

    public TKey GetKey(int row) => _rows[row].Key;

    /// <summary>The rows there are now. They stay valid, and do not change, when more are added.</summary>
    public TreeRows<TKey> ToRows() => new(_rows, Count);

    /// <summary>The child of <paramref name="parent"/> with the key, which is added where there is none.</summary>
    public int GetOrAdd(int parent, TKey key, out bool added)
    {
        ref var slot = ref FindSlot(_slots, parent, key);
        added = slot.Row == 0;
        return added ? Insert(parent, key, ref slot) : slot.Row;
    }

    /// <summary>Adds a row that <see cref="GetOrAdd"/> does not find, even where the parent has a child with the key.</summary>
    public int Append(int parent, TKey key)
    {
        if (Count == _rows.Length)
        {
            Array.Resize(ref _rows, checked(Count * 2));
        }

        _rows[Count] = new TreeRow<TKey>(parent, key);
        return Count++;
    }

    /// <summary>Allocates for as many rows at once.</summary>
    public void EnsureCapacity(int rows)
    {
        if (rows > _rows.Length)
        {
            Array.Resize(ref _rows, rows);
            Rehash((int)Math.Min(1 << 30, BitOperations.RoundUpToPowerOf2((uint)rows * 2)));
        }
    }

    private static TreeRow<TKey>[] CreateRows(TKey rootKey)
    {
        var rows = new TreeRow<TKey>[InitialRows];
        rows[0] = new TreeRow<TKey>(0, rootKey);
        return rows;
    }

    private int Insert(int parent, TKey key, ref Slot slot)
    {
        var row = Append(parent, key);
        slot = new Slot { Key = key, Parent = parent, Row = row };
        if (++_interned * 2 > _slots.Length)
        {
            Rehash(_slots.Length * 2);
        }

        return row;
    }

    private void Rehash(int size)
    {
        var slots = new Slot[size];
        foreach (ref readonly var slot in _slots.AsSpan())
        {
            if (slot.Row != 0)
            {
                FindSlot(slots, slot.Parent, slot.Key) = slot;
            }
        }

        _slots = slots;
    }

    // The pair's slot, or the free one where it belongs. Nothing is ever removed, so that no pair is behind a free slot.
    private static ref Slot FindSlot(Slot[] slots, int parent, TKey key)
    {
        var mask = slots.Length - 1;
        for (var i = 0; i < NearSlots; i++)
        {
            ref var near = ref slots[((parent * 2) + i) & mask];
            if (near.Row == 0 || (ToNumber(near.Key) == ToNumber(key) && near.Parent == parent))
            {
                return ref near;
            }
        }

        var index = Hash(parent, key) & mask;
        while (true)
        {
            ref var slot = ref slots[index];
            if (slot.Row == 0 || (ToNumber(slot.Key) == ToNumber(key) && slot.Parent == parent))
            {
                return ref slot;
            }

            index = (index + 1) & mask;
        }
    }

    private static int Hash(int parent, TKey key)
    {
        var x = (ToNumber(key) + ((uint)parent * 0xff51_afd7_ed55_8ccdUL)) * 0x9e37_79b9_7f4a_7c15UL;
        return (int)(x >> 33);
    }

    // Not by an interface of numbers: code that is compiled ahead of time could not call it.
    private static ulong ToNumber(TKey key) =>
        Unsafe.SizeOf<TKey>() == sizeof(uint) ? Unsafe.BitCast<TKey, uint>(key) : Unsafe.BitCast<TKey, ulong>(key);

    private struct Slot
    {
        public TKey Key;
        public int Parent;
        public int Row; // 0: free
    }
}
