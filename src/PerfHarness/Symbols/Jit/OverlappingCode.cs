using System.Numerics;

namespace PerfHarness.Symbols.Jit;

/// <summary>
/// Code that overlaps other code, as a segment tree. The address space is cut at every start and end; a node stands for a
/// row of such pieces and lists the entries that cover all of it and not all of its parent, oldest first:
/// <code>
///   level 0             [0        ..        3]
///   level 1        [0    ..    1]        [2    ..    3]          pieces by number, from the left
///   level 2       [0]      [1]          [2]      [3]
/// </code>
/// An entry is in at most two nodes of a level, and all entries of an address are in the nodes from its piece to the root:
/// O(n log n) memory however they overlap, and one binary search a level to find what was there at a time.
/// </summary>
internal sealed class OverlappingCode
{
    private readonly ulong[] _boundaries;
    private readonly Level[] _levels;

    private OverlappingCode(ulong[] boundaries, Level[] levels) => (_boundaries, _levels) = (boundaries, levels);

    public bool IsEmpty => _boundaries.Length == 0;

    // Node i lists Entries[FirstEntries[i]..FirstEntries[i + 1]].
    private readonly record struct Level(int[] FirstEntries, int[] Entries)
    {
        public ReadOnlySpan<int> GetEntries(int node) => Entries.AsSpan(FirstEntries[node]..FirstEntries[node + 1]);
    }

    /// <param name="entries">Indexes into the other three.</param>
    public static OverlappingCode Build(int[] entries, ulong[] starts, ulong[] lastAddresses, ulong[] times)
    {
        if (entries.Length == 0)
        {
            return new OverlappingCode([], []);
        }

        var boundaries = FindBoundaries(entries, starts, lastAddresses);
        var (first, last) = (new int[entries.Length], new int[entries.Length]);
        // Oldest first, so that every list is filled in its order.
        Array.Sort(entries, (a, b) => times[a] != times[b] ? times[a].CompareTo(times[b]) : a.CompareTo(b));
        for (var i = 0; i < entries.Length; i++)
        {
            first[i] = Array.BinarySearch(boundaries, starts[entries[i]]);
            last[i] = lastAddresses[entries[i]] == ulong.MaxValue
                ? boundaries.Length - 1
                : Array.BinarySearch(boundaries, lastAddresses[entries[i]] + 1) - 1;
        }

        var depth = 32 - BitOperations.LeadingZeroCount((uint)(boundaries.Length - 1));
        var levels = new Level[depth + 1];
        for (var level = 0; level <= depth; level++)
        {
            levels[level] = BuildLevel(entries, first, last, depth - level);
        }

        return new OverlappingCode(boundaries, levels);

        Level BuildLevel(int[] byTime, int[] firstPieces, int[] lastPieces, int height)
        {
            var firstEntries = new int[((boundaries.Length - 1) >> height) + 2];
            for (var i = 0; i < byTime.Length; i++)
            {
                var (left, right) = GetNodes(firstPieces[i], lastPieces[i], height);
                firstEntries[left + 1] += left >= 0 ? 1 : 0;
                firstEntries[right + 1] += right >= 0 ? 1 : 0;
            }

            firstEntries[0] = 0;
            for (var i = 1; i < firstEntries.Length; i++)
            {
                firstEntries[i] += firstEntries[i - 1];
            }

            var (filled, list) = (firstEntries.AsSpan(..^1).ToArray(), new int[firstEntries[^1]]);
            for (var i = 0; i < byTime.Length; i++)
            {
                var (left, right) = GetNodes(firstPieces[i], lastPieces[i], height);
                if (left >= 0)
                {
                    list[filled[left]++] = byTime[i];
                }

                if (right >= 0)
                {
                    list[filled[right]++] = byTime[i];
                }
            }

            return new Level(firstEntries, list);
        }
    }

    /// <summary>See <see cref="CodeTimeline.Find(ulong, ulong, out ulong)"/>.</summary>
    public int Find(ulong address, ulong time, ulong[] times, out ulong nextTime)
    {
        nextTime = ulong.MaxValue;
        var (found, earliest) = (-1, -1);
        var piece = FindPiece(address);
        for (var level = 0; level < _levels.Length; level++)
        {
            var entries = _levels[level].GetEntries(piece >> (_levels.Length - 1 - level));
            var (low, high) = (0, entries.Length);
            while (low < high)
            {
                var middle = (low + high) >>> 1;
                (low, high) = times[entries[middle]] <= time ? (middle + 1, high) : (low, middle);
            }

            if (low > 0 && (found < 0 || IsLater(entries[low - 1], found, times)))
            {
                found = entries[low - 1];
            }

            if (low < entries.Length)
            {
                nextTime = Math.Min(nextTime, times[entries[low]]);
                earliest = earliest < 0 || IsLater(earliest, entries[low], times) ? entries[low] : earliest;
            }
        }

        return found >= 0 ? found : earliest;
    }

    /// <summary>See <see cref="CodeTimeline.AddAll"/>.</summary>
    public int AddAll(ulong address, int limit, List<int> entries)
    {
        var count = 0;
        var piece = FindPiece(address);
        for (var level = 0; level < _levels.Length; level++)
        {
            var covering = _levels[level].GetEntries(piece >> (_levels.Length - 1 - level));
            entries.AddRange(covering[..Math.Clamp(limit - count, 0, covering.Length)]);
            count += covering.Length;
        }

        return count;
    }

    private static bool IsLater(int entry, int than, ulong[] times) =>
        times[entry] > times[than] || (times[entry] == times[than] && entry > than);

    private static ulong[] FindBoundaries(int[] entries, ulong[] starts, ulong[] lastAddresses)
    {
        var all = new List<ulong>(2 * entries.Length);
        foreach (var entry in entries)
        {
            all.Add(starts[entry]);
            // At the end of the address space nothing starts any more.
            if (lastAddresses[entry] != ulong.MaxValue)
            {
                all.Add(lastAddresses[entry] + 1);
            }
        }

        all.Sort();
        return [.. all.Distinct()];
    }

    /// <summary>
    /// The nodes of a level that list an entry: those whose pieces it covers while it does not cover their parent's. These
    /// can only be the first and the last of the nodes that it covers. -1 where there is none.
    /// </summary>
    private static (int Left, int Right) GetNodes(int firstPiece, int lastPiece, int height)
    {
        var first = (int)(((long)firstPiece + (1L << height) - 1) >> height);
        var last = (int)((((long)lastPiece + 1) >> height) - 1);
        if (first > last)
        {
            return (-1, -1);
        }

        // Of two that have one parent the left is even. The last of a level may stand for fewer pieces; its parent does, too.
        return ((first & 1) == 1 ? first : -1, (last & 1) == 0 ? last : -1);
    }

    private int FindPiece(ulong address)
    {
        var index = Array.BinarySearch(_boundaries, address);
        return index >= 0 ? index : ~index - 1;
    }
}
