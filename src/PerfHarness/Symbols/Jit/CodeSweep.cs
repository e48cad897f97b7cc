namespace PerfHarness.Symbols.Jit;

/// <summary>Goes through entries by address and divides the address space where one starts or ends: see <see cref="CodeTimeline"/>.</summary>
/// <param name="starts">First address of each entry.</param>
/// <param name="last">Last address of each entry.</param>
internal sealed class CodeSweep(ulong[] starts, ulong[] last, ulong[] times)
{
    private readonly SortedSet<int> _active = new(Comparer<int>.Create((a, b) => times[a] != times[b] ? times[a].CompareTo(times[b]) : a.CompareTo(b)));

    public List<ulong> Boundaries { get; } = new(starts.Length * 2);

    /// <summary>For each range, where its owners start.</summary>
    public List<int> FirstOwners { get; } = new(starts.Length * 2);

    /// <summary>Oldest first within a cut.</summary>
    public List<int> Owners { get; } = new(starts.Length * 2);

    public SortedSet<ulong> ReuseTimes { get; } = [];

    /// <summary>Adds entries that overlap each other, ordered by start, after all that were added.</summary>
    public void Add(ReadOnlySpan<int> byStart)
    {
        if (byStart.Length == 1)
        {
            AddBoundary(starts[byStart[0]]);
            Owners.Add(byStart[0]);
            AddEnd(last[byStart[0]]);
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

                AddBoundary(opens);
            }
            else
            {
                for (; e < byLast.Length && last[byLast[e]] == closes; e++)
                {
                    _active.Remove(byLast[e]);
                }

                AddEnd(closes);
            }

            AddActiveOwners();
        }
    }

    private void AddEnd(ulong lastAddress)
    {
        // At the end of the address space nothing starts any more.
        if (lastAddress != ulong.MaxValue)
        {
            AddBoundary(lastAddress + 1);
        }
    }

    // What ended at this address and what starts there are one boundary.
    private void AddBoundary(ulong at)
    {
        if (Boundaries.Count > 0 && Boundaries[^1] == at)
        {
            Owners.RemoveRange(FirstOwners[^1], Owners.Count - FirstOwners[^1]);
            return;
        }

        Boundaries.Add(at);
        FirstOwners.Add(Owners.Count);
    }

    private void AddActiveOwners()
    {
        var begin = Owners.Count;
        foreach (var entry in _active.Count > CodeTimeline.MaxOwners ? _active.Reverse().Take(CodeTimeline.MaxOwners).Reverse() : _active)
        {
            Owners.Add(entry);
            if (Owners.Count > begin + 1)
            {
                ReuseTimes.Add(times[entry]);
            }
        }
    }
}
