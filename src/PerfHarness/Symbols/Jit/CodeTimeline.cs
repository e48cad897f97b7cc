namespace PerfHarness.Symbols.Jit;

/// <summary>
/// Which piece of code was at an address, when pieces overlap because memory was reused. The address space is cut at every
/// start and end, and each cut piece lists who covered it, oldest first:
/// <code>
///   entry 0  [100,        180)  time 1
///   entry 1       [140,        200)  time 7
///   pieces   100: 0 | 140: 0, 1 | 180: 1 | 200: none
/// </code>
/// Starts ascend; the owners of piece i are _owners[_first[i].._first[i + 1]]. Input may be malicious, so a piece keeps only
/// its <see cref="CodeSweep.MaxOwners"/> latest owners.
/// </summary>
internal sealed class CodeTimeline
{
    private readonly ulong[] _starts;
    private readonly int[] _firstOwners;
    private readonly int[] _owners;
    private readonly ulong[] _times;

    private CodeTimeline(ulong[] starts, int[] first, int[] owners, ulong[] times) =>
        (_starts, _firstOwners, _owners, _times) = (starts, first, owners, times);

    /// <summary>Times at which code replaced other code at its address, ascending.</summary>
    public IReadOnlyList<ulong> ReuseTimes { get; private init; } = [];

    /// <summary>Entry i covers [starts[i], starts[i] + sizes[i]) from times[i] on; of equal times the later entry counts.</summary>
    public static CodeTimeline Build(ulong[] starts, ulong[] sizes, ulong[] times)
    {
        var byStart = SortIndexes(starts, (a, b) => starts[a].CompareTo(starts[b]));
        // Ends are the last byte that is covered, so that code at the very end of the address space needs no wider number.
        var last = new ulong[starts.Length];
        for (var i = 0; i < last.Length; i++)
        {
            last[i] = starts[i] + (sizes[i] - 1);
        }

        var sweep = new CodeSweep(starts, last, times);
        for (var i = 0; i < byStart.Length;)
        {
            // Entries that overlap, directly or through others; nearly all overlap none.
            var end = last[byStart[i]];
            var next = i + 1;
            for (; next < byStart.Length && starts[byStart[next]] <= end; next++)
            {
                end = Math.Max(end, last[byStart[next]]);
            }

            sweep.Add(byStart.AsSpan(i, next - i));
            i = next;
        }

        sweep.FirstOwners.Add(sweep.Owners.Count);
        return new CodeTimeline([.. sweep.Boundaries], [.. sweep.FirstOwners], [.. sweep.Owners], times) { ReuseTimes = [.. sweep.ReuseTimes] };
    }

    /// <summary>The entry that is at the address in the end, or -1.</summary>
    public int Find(ulong address)
    {
        var piece = FindPiece(address);
        return piece < 0 || _firstOwners[piece] == _firstOwners[piece + 1] ? -1 : _owners[_firstOwners[piece + 1] - 1];
    }

    /// <summary>The entry that was at the address at the time, or -1. Before any was, the first that came: clocks and
    /// writers are not exact.</summary>
    public int Find(ulong address, ulong time)
    {
        var piece = FindPiece(address);
        if (piece < 0)
        {
            return -1;
        }

        for (var i = _firstOwners[piece + 1] - 1; i >= _firstOwners[piece]; i--)
        {
            if (_times[_owners[i]] <= time || i == _firstOwners[piece])
            {
                return _owners[i];
            }
        }

        return -1;
    }

    private int FindPiece(ulong address)
    {
        var index = Array.BinarySearch(_starts, address);
        return index >= 0 ? index : ~index - 1;
    }

    private static int[] SortIndexes(ulong[] entries, Comparison<int> comparison)
    {
        var order = new int[entries.Length];
        for (var i = 0; i < order.Length; i++)
        {
            order[i] = i;
        }

        Array.Sort(order, comparison);
        return order;
    }
}
