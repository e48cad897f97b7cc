namespace PerfHarness.Import;

/// <summary>
/// The last callchain of a thread and the nodes it led to, root first. Samples of a thread share most of their outer
/// frames with the one before, and comparing addresses side by side is cheaper than probing for each:
/// <code>
///   last    main  run  parse  next        nodes  4  9  12  31
///   now     main  run  parse  sum         the walk continues from node 12
/// </code>
/// </summary>
internal sealed class LastCallchain
{
    private ulong[] _addresses = new ulong[64];
    private int[] _nodes = new int[64];
    private (int Root, int ReuseVersion) _valid;

    /// <summary>Entries that are still valid.</summary>
    public int Length { get; private set; }

    /// <summary>Drops what was walked from another root, or before code of a JIT replaced other code.</summary>
    public void SetRoot(int root, int reuseVersion)
    {
        if (_valid != (root, reuseVersion))
        {
            (_valid, Length) = ((root, reuseVersion), 0);
        }
    }

    public bool Matches(int depth, ulong address) => depth < Length && _addresses[depth] == address;

    public int GetNode(int depth) => _nodes[depth];

    /// <summary>Overwrites what was kept from <paramref name="depth"/> on.</summary>
    public void Set(int depth, ulong address, int node)
    {
        if (depth == _addresses.Length)
        {
            Array.Resize(ref _addresses, depth * 2);
            Array.Resize(ref _nodes, depth * 2);
        }

        (_addresses[depth], _nodes[depth]) = (address, node);
        Length = depth + 1;
    }
}
