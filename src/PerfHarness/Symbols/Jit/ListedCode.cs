using PerfHarness.Formats.IO;
using PerfHarness.Formats.Jit;

namespace PerfHarness.Symbols.Jit;

/// <summary>What a perf map lists, as ranges: sorted, and where they overlap or touch one.</summary>
internal sealed class ListedCode
{
    private readonly List<ulong> _starts = [];
    private readonly List<ulong> _ends = [];

    public ListedCode(PerfMap map)
    {
        var (starts, sizes) = (new ulong[map.Count], new ulong[map.Count]);
        for (var i = 0; i < starts.Length; i++)
        {
            (starts[i], sizes[i]) = (map[i].Start, map[i].Size);
        }

        Add(starts, sizes);
    }

    /// <param name="starts">In any order.</param>
    public ListedCode(ReadOnlySpan<ulong> starts, ReadOnlySpan<ulong> sizes) => Add(starts.ToArray(), sizes);

    private void Add(ulong[] starts, ReadOnlySpan<ulong> sizes)
    {
        var order = RadixSort.SortToOrder(ref starts);
        for (var i = 0; i < order.Length; i++)
        {
            var (start, size) = (starts[i], sizes[order[i]]);
            var end = size > ulong.MaxValue - start ? ulong.MaxValue : start + size;
            if (_ends.Count > 0 && start <= _ends[^1])
            {
                _ends[^1] = Math.Max(_ends[^1], end);
            }
            else
            {
                _starts.Add(start);
                _ends.Add(end);
            }
        }
    }

    /// <summary>The first listed address.</summary>
    public ulong First => _starts.Count > 0 ? _starts[0] : ulong.MaxValue;

    /// <summary>The end of the last listed range.</summary>
    public ulong End => _ends.Count > 0 ? _ends[^1] : 0;

    /// <summary>The unlisted range around an address within bounds; empty where the address is listed.</summary>
    public (ulong Start, ulong End) FindGap(ulong address, ulong first, ulong end)
    {
        var next = FindNext(address);
        var start = next > 0 ? Math.Max(first, _ends[next - 1]) : first;
        return start > address ? (address, address) : (start, next < _starts.Count ? Math.Min(end, _starts[next]) : end);
    }

    /// <summary>The unlisted ranges within bounds, ascending.</summary>
    public IEnumerable<(ulong Start, ulong End)> FindGaps(ulong first, ulong end)
    {
        var next = FindNext(first);
        var at = next > 0 ? Math.Max(first, _ends[next - 1]) : first;
        for (; at < end; next++)
        {
            var gapEnd = next < _starts.Count ? Math.Min(end, _starts[next]) : end;
            if (gapEnd > at)
            {
                yield return (at, gapEnd);
            }

            at = next < _ends.Count ? _ends[next] : end;
        }
    }

    // The number of ranges that start at or before the address.
    private int FindNext(ulong address)
    {
        var index = _starts.BinarySearch(address);
        return index >= 0 ? index + 1 : ~index;
    }
}
