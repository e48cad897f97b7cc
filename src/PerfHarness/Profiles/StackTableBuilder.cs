using PerfHarness.Formats.IO;

namespace PerfHarness.Profiles;

/// <summary>Interns stacks for a <see cref="StackTable"/>.</summary>
internal sealed class StackTableBuilder
{
    private readonly InternedTree<int> _tree = new(rootKey: -1);

    /// <summary>Rows, the empty stack included.</summary>
    public int Count => _tree.Count;

    public StackId GetParent(StackId id) => new(_tree.GetParent(id.Index));

    /// <summary>The frame nearest to the leaf. The empty stack has none.</summary>
    public FrameId GetFrame(StackId id) => new(_tree.GetKey(id.Index));

    /// <summary>The stack of <paramref name="parent"/> with <paramref name="frame"/> called from it.</summary>
    public StackId Intern(StackId parent, FrameId frame) => new(_tree.GetOrAdd(parent.Index, frame.Index, out _));

    /// <summary>The stacks interned until now. Copies nothing.</summary>
    public StackTable Build() => new(_tree.ToRows());
}
