using PerfHarness.Formats.IO;

namespace PerfHarness.Symbols.Jit;

/// <summary>
/// Which piece of code was at an address, when pieces overlap because memory was reused. Nearly all code overlaps nothing
/// and is found by its start. The rest is in groups of entries that overlap each other, directly or through others:
/// <code>
///   entry 0  [100,        180)  time 1             groups   [100, 199] of 0 and 1: see <see cref="OverlappingCode"/>
///   entry 1       [140,        200)  time 7                 [300, 309] is entry 2
///   entry 2                              [300, 310)
/// </code>
/// Groups do not overlap, so that their starts and ends ascend. No number of entries at an address is too large: input may
/// be malicious, and memory and time stay at O(n log n).
/// </summary>
internal sealed class CodeTimeline
{
    private readonly ulong[] _starts;
    private readonly ulong[] _lastAddresses;

    // The only entry of a group, or -1 for a group of several.
    private readonly int[] _onlyEntries;
    private readonly ulong[] _times;
    private readonly OverlappingCode _overlapping;

    private CodeTimeline(ulong[] starts, ulong[] lastAddresses, int[] onlyEntries, ulong[] times, OverlappingCode overlapping) =>
        (_starts, _lastAddresses, _onlyEntries, _times, _overlapping) = (starts, lastAddresses, onlyEntries, times, overlapping);

    /// <summary>Some code overlaps other code.</summary>
    public bool HasOverlaps => !_overlapping.IsEmpty;

    /// <summary>Entry i covers [starts[i], starts[i] + sizes[i]) from times[i] on; of equal times the later entry counts.</summary>
    /// <param name="sizes">At least 1, and no more than there is of the address space.</param>
    public static CodeTimeline Build(ulong[] starts, ulong[] sizes, ulong[] times)
    {
        // Ends are the last byte that is covered, so that code at the very end of the address space needs no wider number.
        var lastAddresses = new ulong[starts.Length];
        for (var i = 0; i < lastAddresses.Length; i++)
        {
            lastAddresses[i] = starts[i] + (sizes[i] - 1);
        }

        var ascending = (ulong[])starts.Clone();
        var order = RadixSort.SortToOrder(ref ascending);
        var (groupStarts, groupEnds, only) = (new List<ulong>(order.Length), new List<ulong>(order.Length), new List<int>(order.Length));
        var overlapping = new List<int>();
        for (var i = 0; i < order.Length;)
        {
            var end = lastAddresses[order[i]];
            var next = i + 1;
            for (; next < order.Length && starts[order[next]] <= end; next++)
            {
                end = Math.Max(end, lastAddresses[order[next]]);
            }

            groupStarts.Add(starts[order[i]]);
            groupEnds.Add(end);
            only.Add(next == i + 1 ? order[i] : -1);
            if (next > i + 1)
            {
                overlapping.AddRange(order.AsSpan(i, next - i));
            }

            i = next;
        }

        return new CodeTimeline([.. groupStarts], [.. groupEnds], [.. only], times,
            OverlappingCode.Build([.. overlapping], starts, lastAddresses, times));
    }

    /// <summary>The entry that is at the address in the end, or -1.</summary>
    public int Find(ulong address) => Find(address, ulong.MaxValue);

    /// <summary>The entry that was at the address at the time, or -1. Before any was, the first that came: clocks and
    /// writers are not exact.</summary>
    public int Find(ulong address, ulong time) => Find(address, time, out _);

    /// <param name="nextTime">When another entry came to the address; the largest time where none did.</param>
    /// <inheritdoc cref="Find(ulong, ulong)"/>
    public int Find(ulong address, ulong time, out ulong nextTime)
    {
        nextTime = ulong.MaxValue;
        var group = FindGroup(address);
        return group < 0 ? -1 : _onlyEntries[group] is >= 0 and var entry ? entry : _overlapping.Find(address, time, _times, out nextTime);
    }

    /// <summary>Other code was, or will be, at the address than at some other time.</summary>
    public bool IsShared(ulong address) => HasOverlaps && FindGroup(address) is >= 0 and var group && _onlyEntries[group] < 0;

    /// <summary>Adds all entries that ever covered the address, in no order.</summary>
    /// <returns>How many there are; where they are more than <paramref name="limit"/>, not all are added.</returns>
    public int AddAll(ulong address, int limit, List<int> entries)
    {
        var group = FindGroup(address);
        if (group < 0)
        {
            return 0;
        }

        if (_onlyEntries[group] is >= 0 and var entry)
        {
            entries.Add(entry);
            return 1;
        }

        return _overlapping.AddAll(address, limit, entries);
    }

    // The group that covers the address, or -1.
    private int FindGroup(ulong address)
    {
        var index = Array.BinarySearch(_starts, address);
        index = index >= 0 ? index : ~index - 1;
        return index >= 0 && address <= _lastAddresses[index] ? index : -1;
    }
}
