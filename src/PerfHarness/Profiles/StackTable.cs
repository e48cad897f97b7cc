namespace PerfHarness.Profiles;

/// <summary>
/// Interns stacks as a tree of (parent, frame), root first:
/// <code>
///   row     0        1        2        3
///   parent  -        0        1        1
///   frame   -        Main     Parse    Sum        stack 3 = Main;Sum
/// </code>
/// A parent's row is always smaller than its children's, so one pass from the last row to the first adds leaves up to
/// the root without recursion. Row 0 is the empty stack. Open addressing, linear probing, at most three quarters full.
/// </summary>
public sealed class StackTable
{
    private int[] _parent = new int[1024];
    private int[] _frame = new int[1024];
    private int[] _slots = new int[2048];
    private int _count = 1;

    internal StackTable() => _frame[0] = -1;

    /// <summary>Rows, the empty stack included.</summary>
    public int Count => _count;

    /// <summary>The stack without its last frame; of the empty stack itself.</summary>
    public StackId GetParent(StackId id) => new(_parent[CheckRow(id)]);

    /// <summary>The frame nearest to the leaf. The empty stack has none.</summary>
    public FrameId GetFrame(StackId id) => new(_frame[CheckRow(id)]);

    /// <summary>The stack of <paramref name="parent"/> with <paramref name="frame"/> called from it.</summary>
    internal StackId Intern(StackId parent, FrameId frame)
    {
        var mask = _slots.Length - 1;
        var slot = (int)Hash(parent.Index, frame.Index) & mask;
        while (true)
        {
            var row = _slots[slot];
            if (row == 0)
            {
                return new StackId(Add(parent.Index, frame.Index, slot));
            }

            if (_parent[row] == parent.Index && _frame[row] == frame.Index)
            {
                return new StackId(row);
            }

            slot = (slot + 1) & mask;
        }
    }

    /// <summary>The stack's frames, root first.</summary>
    public FrameId[] GetFrames(StackId id)
    {
        var depth = 0;
        for (var row = id.Index; row != 0; row = _parent[row])
        {
            depth++;
        }

        var frames = new FrameId[depth];
        for (var row = id.Index; row != 0; row = _parent[row])
        {
            frames[--depth] = new FrameId(_frame[row]);
        }

        return frames;
    }

    private int CheckRow(StackId id)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)id.Index, (uint)_count, nameof(id));
        return id.Index;
    }

    private int Add(int parent, int frame, int slot)
    {
        var row = _count++;
        if (row == _parent.Length)
        {
            Array.Resize(ref _parent, row * 2);
            Array.Resize(ref _frame, row * 2);
        }

        _parent[row] = parent;
        _frame[row] = frame;
        _slots[slot] = row;
        if (_count * 4L > _slots.Length * 3L)
        {
            Grow();
        }

        return row;
    }

    private void Grow()
    {
        var slots = new int[_slots.Length * 2];
        var mask = slots.Length - 1;
        for (var row = 1; row < _count; row++)
        {
            var slot = (int)Hash(_parent[row], _frame[row]) & mask;
            while (slots[slot] != 0)
            {
                slot = (slot + 1) & mask;
            }

            slots[slot] = row;
        }

        _slots = slots;
    }

    private static uint Hash(int parent, int frame)
    {
        var x = (((ulong)(uint)parent << 32) | (uint)frame) * 0x9e37_79b9_7f4a_7c15UL;
        return (uint)(x >> 32);
    }
}
