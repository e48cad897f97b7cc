using PerfHarness.Formats.IO;

namespace PerfHarness.Profiles;

/// <summary>
/// Stacks as a tree of (parent, frame), root first (see <see cref="InternedTree{TKey}"/>). A parent's row is always smaller
/// than its children's. Row 0 is the empty stack.
/// </summary>
public sealed class StackTable
{
    private readonly TreeRows<int> _rows;

    internal StackTable(TreeRows<int> rows) => _rows = rows;

    /// <summary>Rows, the empty stack included.</summary>
    public int Count => _rows.Count;

    /// <summary>The stack without its last frame; of the empty stack itself.</summary>
    public StackId GetParent(StackId id) => new(_rows.GetParent(id.Index));

    /// <summary>The frame nearest to the leaf. The empty stack has none.</summary>
    public FrameId GetFrame(StackId id) => new(_rows.GetKey(id.Index));

    /// <summary>The stack's frames, root first.</summary>
    public FrameId[] GetFrames(StackId id)
    {
        var depth = 0;
        for (var row = id.Index; row != 0; row = _rows.GetParent(row))
        {
            depth++;
        }

        var frames = new FrameId[depth];
        for (var row = id.Index; row != 0; row = _rows.GetParent(row))
        {
            frames[--depth] = new FrameId(_rows.GetKey(row));
        }

        return frames;
    }

    internal ChildLists LinkChildren() => ChildLists.Create(_rows);
}
