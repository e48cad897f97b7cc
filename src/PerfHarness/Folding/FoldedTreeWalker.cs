using PerfHarness.Profiles;

namespace PerfHarness.Folding;

/// <summary>
/// Walks the tree of <see cref="FoldedStacks"/> in the order of its lines. A pending entry is
/// <c>rank (31 bits) | node (31 bits) | 1 when the node's subtree, 0 when its own line</c>; the entries of one node's
/// children are sorted and pushed in reverse, so the next line is always on top.
/// </summary>
internal sealed class FoldedTreeWalker(StackTable tree, byte[][] texts, long[] self, int[] lineRank, int[] prefixRank)
{
    private readonly ChildLists _children = tree.LinkChildren();
    private readonly int[] _depth = new int[tree.Count];
    private ulong[] _pending = new ulong[1024];
    private int _count;

    public void WriteLines(FoldedLineWriter lines)
    {
        for (var node = 1; node < tree.Count; node++)
        {
            _depth[node] = _depth[tree.GetParent(new StackId(node)).Index] + 1;
        }

        PushChildren(0);
        while (_count > 0)
        {
            var entry = _pending[--_count];
            var node = (int)((entry >> 1) & 0x7fff_ffff);
            lines.SetFrame(_depth[node], texts[tree.GetFrame(new StackId(node)).Index]);
            if ((entry & 1) == 0)
            {
                lines.WriteLine(self[node]);
            }
            else
            {
                PushChildren(node);
            }
        }
    }

    private void PushChildren(int parent)
    {
        var start = _count;
        for (var node = _children.GetFirst(parent); node != 0; node = _children.GetNext(node))
        {
            if (_count + 2 > _pending.Length)
            {
                Array.Resize(ref _pending, _pending.Length * 2);
            }

            var text = tree.GetFrame(new StackId(node)).Index;
            if (self[node] != 0)
            {
                _pending[_count++] = ((ulong)lineRank[text] << 32) | ((ulong)node << 1);
            }

            if (_children.GetFirst(node) != 0)
            {
                _pending[_count++] = ((ulong)prefixRank[text] << 32) | ((ulong)node << 1) | 1;
            }
        }

        var pushed = _pending.AsSpan(start, _count - start);
        if (pushed.Length > 1)
        {
            pushed.Sort();
            pushed.Reverse();
        }
    }
}
