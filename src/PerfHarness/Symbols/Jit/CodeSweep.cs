namespace PerfHarness.Symbols.Jit;

/// <summary>Goes through entries by address and divides the address space where one starts or ends: see <see cref="CodeTimeline"/>.</summary>
/// <param name="starts">First address of each entry.</param>
/// <param name="lastAddresses">Last address of each entry.</param>
internal sealed class CodeSweep(ulong[] starts, ulong[] lastAddresses, ulong[] times)
{
    /// <summary>Owners that are kept of one range: the latest.</summary>
    public const int MaxOwners = 32;

    private readonly SortedSet<int> _active = new(Comparer<int>.Create((a, b) => times[a] != times[b]
        ? times[a].CompareTo(times[b])
        : a.CompareTo(b)));

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
            AddEnd(lastAddresses[byStart[0]]);
            return;
        }

        var byLast = byStart.ToArray();
        Array.Sort(byLast, (a, b) => lastAddresses[a].CompareTo(lastAddresses[b]));
        int nextStart = 0, nextEnd = 0;
        while (nextEnd < byLast.Length)
        {
            var endAddress = lastAddresses[byLast[nextEnd]];
            if (nextStart < byStart.Length && starts[byStart[nextStart]] <= endAddress)
            {
                var startAddress = starts[byStart[nextStart]];
                for (; nextStart < byStart.Length && starts[byStart[nextStart]] == startAddress; nextStart++)
                {
                    _active.Add(byStart[nextStart]);
                }

                AddBoundary(startAddress);
            }
            else
            {
                for (; nextEnd < byLast.Length && lastAddresses[byLast[nextEnd]] == endAddress; nextEnd++)
                {
                    _active.Remove(byLast[nextEnd]);
                }

                AddEnd(endAddress);
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
        foreach (var entry in _active.Count > MaxOwners ? _active.Reverse().Take(MaxOwners).Reverse() : _active)
        {
            Owners.Add(entry);
            if (Owners.Count > begin + 1)
            {
                ReuseTimes.Add(times[entry]);
            }
        }
    }
}
