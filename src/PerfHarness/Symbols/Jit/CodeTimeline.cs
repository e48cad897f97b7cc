namespace PerfHarness.Symbols;

/// <summary>
/// Which piece of code was at an address, when pieces overlap because memory was reused. The address space is cut at every
/// start and end, and each cut piece lists who covered it, oldest first:
/// <code>
///   entry 0  [100,        180)  time 1
///   entry 1       [140,        200)  time 7
///   pieces   100: 0 | 140: 0, 1 | 180: 1 | 200: nobody
/// </code>
/// Starts ascend; the owners of piece i are _owners[_first[i].._first[i + 1]]. Input may be hostile, so a piece keeps only
/// its <see cref="MaxOwners"/> latest owners.
/// </summary>
internal sealed class CodeTimeline
{
    public const int MaxOwners = 32;

    private readonly ulong[] _starts;
    private readonly int[] _first;
    private readonly int[] _owners;
    private readonly ulong[] _times;

    private CodeTimeline(ulong[] starts, int[] first, int[] owners, ulong[] times) => (_starts, _first, _owners, _times) = (starts, first, owners, times);

    /// <summary>Times at which code came to stand where other code had been, ascending.</summary>
    public IReadOnlyList<ulong> Reuses { get; private init; } = [];

    /// <summary>Entry i covers [starts[i], starts[i] + sizes[i]) from times[i] on; of equal times the later entry counts.</summary>
    public static CodeTimeline Build(ulong[] starts, ulong[] sizes, ulong[] times)
    {
        var byStart = Order(starts, (a, b) => starts[a].CompareTo(starts[b]));
        // Ends are the last byte that is covered, so that code at the very end of the address space needs no wider number.
        var last = new ulong[starts.Length];
        for (var i = 0; i < last.Length; i++)
        {
            last[i] = starts[i] + (sizes[i] - 1);
        }

        var byLast = Order(starts, (a, b) => last[a].CompareTo(last[b]));
        var active = new SortedSet<int>(Comparer<int>.Create((a, b) => times[a] != times[b] ? times[a].CompareTo(times[b]) : a.CompareTo(b)));
        var cuts = new List<ulong>(starts.Length * 2);
        var first = new List<int>(starts.Length * 2);
        var owners = new List<int>(starts.Length * 2);
        var reuses = new SortedSet<ulong>();
        int s = 0, e = 0;
        while (s < byStart.Length || e < byLast.Length)
        {
            var opens = s < byStart.Length ? starts[byStart[s]] : ulong.MaxValue;
            var closes = e < byLast.Length ? last[byLast[e]] : ulong.MaxValue;
            if (s < byStart.Length && opens <= closes)
            {
                for (; s < byStart.Length && starts[byStart[s]] == opens; s++)
                {
                    active.Add(byStart[s]);
                }

                Cut(opens);
            }
            else
            {
                for (; e < byLast.Length && last[byLast[e]] == closes; e++)
                {
                    active.Remove(byLast[e]);
                }

                if (closes != ulong.MaxValue)
                {
                    Cut(closes + 1);
                }
            }
        }

        first.Add(owners.Count);
        return new CodeTimeline([.. cuts], [.. first], [.. owners], times) { Reuses = [.. reuses] };

        void Cut(ulong at)
        {
            // What ended at this address and what begins there are one cut.
            if (cuts.Count > 0 && cuts[^1] == at)
            {
                owners.RemoveRange(first[^1], owners.Count - first[^1]);
            }
            else
            {
                cuts.Add(at);
                first.Add(owners.Count);
            }

            var begin = owners.Count;
            foreach (var entry in active.Count > MaxOwners ? active.Reverse().Take(MaxOwners).Reverse() : active)
            {
                owners.Add(entry);
                if (owners.Count > begin + 1)
                {
                    reuses.Add(times[entry]);
                }
            }
        }
    }

    /// <summary>The entry that is at the address in the end, or -1.</summary>
    public int Find(ulong address)
    {
        var piece = Piece(address);
        return piece < 0 || _first[piece] == _first[piece + 1] ? -1 : _owners[_first[piece + 1] - 1];
    }

    /// <summary>The entry that was at the address at the time, or -1. Before any was, the first that came: clocks and writers are not exact.</summary>
    public int Find(ulong address, ulong time)
    {
        var piece = Piece(address);
        if (piece < 0)
        {
            return -1;
        }

        for (var i = _first[piece + 1] - 1; i >= _first[piece]; i--)
        {
            if (_times[_owners[i]] <= time || i == _first[piece])
            {
                return _owners[i];
            }
        }

        return -1;
    }

    private int Piece(ulong address)
    {
        var index = Array.BinarySearch(_starts, address);
        return index >= 0 ? index : ~index - 1;
    }

    private static int[] Order(ulong[] entries, Comparison<int> comparison)
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
