using PerfHarness.Profiles;

namespace PerfHarness.Import;

/// <summary>
/// The last callchain of a thread and the stacks it led to, root first. Samples of a thread share most of their outer
/// frames with the one before, and comparing addresses side by side is cheaper than probing for each:
/// <code>
///   last    main  run  parse  next        stacks  4  9  12  31
///   now     main  run  parse  sum         the walk continues from stack 12
/// </code>
/// </summary>
internal sealed class LastCallchain
{
    private ulong[] _addresses = new ulong[64];
    private StackId[] _stacks = new StackId[64];
    private (StackId Root, long Version) _valid;

    /// <summary>Entries that are still valid.</summary>
    public int Length { get; private set; }

    /// <summary>Drops what was walked from another root, or before its addresses meant something else.</summary>
    /// <param name="version">See <see cref="ProcessState.Version"/>.</param>
    public void SetRoot(StackId root, long version)
    {
        if (_valid.Root != root || _valid.Version != version)
        {
            (_valid, Length) = ((root, version), 0);
        }
    }

    public bool Matches(int depth, ulong address) => depth < Length && _addresses[depth] == address;

    public StackId GetStack(int depth) => _stacks[depth];

    /// <summary>Overwrites what was kept from <paramref name="depth"/> on.</summary>
    public void Set(int depth, ulong address, StackId stack)
    {
        if (depth == _addresses.Length)
        {
            Array.Resize(ref _addresses, depth * 2);
            Array.Resize(ref _stacks, depth * 2);
        }

        (_addresses[depth], _stacks[depth]) = (address, stack);
        Length = depth + 1;
    }
}
