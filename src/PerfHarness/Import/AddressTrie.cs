using PerfHarness.Formats.IO;
using PerfHarness.Formats.PerfData;
using PerfHarness.Profiles;

namespace PerfHarness.Import;

/// <summary>
/// Callchains as a tree of raw addresses, root first, so that a callchain that was seen before costs one probe per entry and
/// resolves nothing. Every node has the resolved stack that it leads to:
/// <code>
///   node     r0      1         2         3            r: a root of its own for each process and version of its address space
///   parent   -       r0        1         1
///   address  -       0x4010    0x4200    0x4380
///   stack    0       s1        s2        s5
/// </code>
/// </summary>
internal sealed class AddressTrie
{
    // No address, and none of the markers that the kernel writes.
    private const ulong ReuseMarker = CallchainContext.Lowest;

    private readonly InternedTree<ulong> _nodes = new();
    private int[] _stacks = new int[1024];

    public int AddRoot() => _nodes.Append(0, 0);

    /// <summary>Stack of a node, as <see cref="SetStack"/> gave it; the empty one of a root.</summary>
    public int GetStack(int node) => node < _stacks.Length ? _stacks[node] : 0;

    /// <summary>The child of <paramref name="parent"/> at the address.</summary>
    /// <param name="added">It is new and has no stack yet.</param>
    public int GetOrAddChild(int parent, ulong address, out bool added) => _nodes.GetOrAdd(parent, address, out added);

    /// <summary>The child at an address that held several pieces of code: one for each, under nodes that tell them apart.</summary>
    /// <inheritdoc cref="GetOrAddChild(int, ulong, out bool)"/>
    public int GetOrAddChild(int parent, ulong address, int reuse, out bool added) =>
        _nodes.GetOrAdd(_nodes.GetOrAdd(_nodes.GetOrAdd(parent, ReuseMarker, out _), (ulong)reuse, out _), address, out added);

    public void SetStack(int node, int stack)
    {
        if (node >= _stacks.Length)
        {
            Array.Resize(ref _stacks, Math.Max(node + 1, _stacks.Length * 2));
        }

        _stacks[node] = stack;
    }
}
