namespace PerfHarness.Symbols.Native;

/// <summary>
/// Makes ranges that may lie inside each other into ranges that do not overlap: each goes to the innermost that covers it. They are
/// opened in the order of their starts.
/// </summary>
/// <param name="count">How many are opened at most.</param>
internal sealed class OwnedRanges(int count)
{
    // A range ends once, so that there are at most two bounds for each.
    private readonly ulong[] _starts = new ulong[2 * count];
    private readonly int[] _owners = new int[2 * count];
    private ulong[] _openEnds = new ulong[16];
    private int[] _openOwners = new int[16];
    private int _count;
    private int _depth;

    public ReadOnlySpan<ulong> Starts => _starts.AsSpan(0, _count);

    /// <summary>-1 for what none covers.</summary>
    public ReadOnlySpan<int> Owners => _owners.AsSpan(0, _count);

    public bool HasOpen => _depth > 0;

    /// <summary>Where the innermost open range ends.</summary>
    public ulong OpenEnd => _openEnds[_depth - 1];

    public void Open(ulong start, ulong end, int owner)
    {
        SetOwner(start, owner);
        if (_depth == _openEnds.Length)
        {
            Array.Resize(ref _openEnds, 2 * _depth);
            Array.Resize(ref _openOwners, 2 * _depth);
        }

        (_openEnds[_depth], _openOwners[_depth]) = (end, owner);
        _depth++;
    }

    public void CloseUpTo(ulong address)
    {
        while (_depth > 0 && _openEnds[_depth - 1] <= address)
        {
            var end = _openEnds[--_depth];
            while (_depth > 0 && _openEnds[_depth - 1] <= end)
            {
                _depth--;
            }

            SetOwner(end, _depth > 0 ? _openOwners[_depth - 1] : -1);
        }
    }

    private void SetOwner(ulong start, int owner)
    {
        if (_count == 0 || _starts[_count - 1] != start)
        {
            _starts[_count++] = start;
        }

        _owners[_count - 1] = owner;
    }
}
