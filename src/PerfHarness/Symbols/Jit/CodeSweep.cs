namespace PerfHarness.Symbols.Jit;

/// <summary>Goes through entries by address and cuts the address space where one begins or ends: see <see cref="CodeTimeline"/>.</summary>
/// <param name="starts">First address of each entry.</param>
/// <param name="last">Last address of each entry.</param>
internal sealed class CodeSweep(ulong[] starts, ulong[] last, ulong[] times)
{
    private readonly SortedSet<int> _active = new(Comparer<int>.Create((a, b) => times[a] != times[b] ? times[a].CompareTo(times[b]) : a.CompareTo(b)));

    public List<ulong> Cuts { get; } = new(starts.Length * 2);

    /// <summary>For each cut, where its owners begin.</summary>
    public List<int> First { get; } = new(starts.Length * 2);

    /// <summary>Oldest first within a cut.</summary>
    public List<int> Owners { get; } = new(starts.Length * 2);

    public SortedSet<ulong> Reuses { get; } = [];

    /// <summary>Adds entries that overlap each other, ordered by start, behind all that were added.</summary>
    public void Add(ReadOnlySpan<int> byStart)
    {
        if (byStart.Length == 1)
        {
            Cut(starts[byStart[0]]);
            Owners.Add(byStart[0]);
            End(last[byStart[0]]);
            return;
        }

        var byLast = byStart.ToArray();
        Array.Sort(byLast, (a, b) => last[a].CompareTo(last[b]));
        int s = 0, e = 0;
        while (e < byLast.Length)
        {
            var closes = last[byLast[e]];
            if (s < byStart.Length && starts[byStart[s]] <= closes)
            {
                var opens = starts[byStart[s]];
                for (; s < byStart.Length && starts[byStart[s]] == opens; s++)
                {
                    _active.Add(byStart[s]);
                }

                Cut(opens);
            }
            else
            {
                for (; e < byLast.Length && last[byLast[e]] == closes; e++)
                {
                    _active.Remove(byLast[e]);
                }

                End(closes);
            }

            ListActive();
        }
    }

    private void End(ulong lastAddress)
    {
        // At the end of the address space nothing begins any more.
        if (lastAddress != ulong.MaxValue)
        {
            Cut(lastAddress + 1);
        }
    }

    // What ended at this address and what begins there are one cut.
    private void Cut(ulong at)
    {
        if (Cuts.Count > 0 && Cuts[^1] == at)
        {
            Owners.RemoveRange(First[^1], Owners.Count - First[^1]);
            return;
        }

        Cuts.Add(at);
        First.Add(Owners.Count);
    }

    private void ListActive()
    {
        var begin = Owners.Count;
        foreach (var entry in _active.Count > CodeTimeline.MaxOwners ? _active.Reverse().Take(CodeTimeline.MaxOwners).Reverse() : _active)
        {
            Owners.Add(entry);
            if (Owners.Count > begin + 1)
            {
                Reuses.Add(times[entry]);
            }
        }
    }
}
