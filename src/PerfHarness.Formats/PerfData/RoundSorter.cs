namespace PerfHarness.Formats.PerfData;

/// <summary>
/// Brings records into the order of time. Each CPU's buffer is in order by itself, and perf writes them one after the
/// other, so the file is a few ascending runs between FINISHED_ROUND records. What was written after a round started may
/// still be older than what the round holds, but never older than the newest record of the round before it:
/// <code>
///   round 1: a a a b b b | round 2: a a a b b b | round 3 …
///            `-----------. newest = t1          |
///   at the end of round 2 everything up to t1 can go out; at the end of round 3 everything up to t2
/// </code>
/// Records of equal time keep the file's order. Only offsets are held, and only of two rounds.
/// </summary>
internal sealed class RoundSorter
{
    private Entry[] _entries = new Entry[1024];
    private Entry[] _spare = [];
    private int _count;
    private int _next;
    private int _ready;
    private bool _isSorted = true;
    private ulong _newest;
    private ulong _limit;

    /// <summary>Where a record is, and when it happened.</summary>
    internal readonly record struct Entry(ulong Time, long Offset);

    public void Add(ulong time, long offset)
    {
        if (_count == _entries.Length)
        {
            Array.Resize(ref _entries, _count * 2);
        }

        _isSorted &= _count == 0 || _entries[_count - 1].Time <= time;
        _entries[_count++] = new Entry(time, offset);
        _newest = Math.Max(_newest, time);
    }

    /// <summary>A FINISHED_ROUND was met: what the round before it is sure of becomes ready.</summary>
    public void FinishRound()
    {
        Release(_limit);
        _limit = _newest;
    }

    /// <summary>The end of the input: all becomes ready.</summary>
    public void FinishAll() => Release(ulong.MaxValue);

    public bool TryTake(out Entry entry)
    {
        if (_next < _ready)
        {
            entry = _entries[_next++];
            return true;
        }

        entry = default;
        return false;
    }

    private void Release(ulong limit)
    {
        // What was ready has been taken by now; what was not moves to the front.
        var kept = _count - _next;
        Array.Copy(_entries, _next, _entries, 0, kept);
        (_count, _next) = (kept, 0);
        if (!_isSorted)
        {
            MergeRuns();
            _isSorted = true;
        }

        _ready = FindFirstAfter(limit);
    }

    private int FindFirstAfter(ulong limit)
    {
        var (low, high) = (0, _count);
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            (low, high) = _entries[middle].Time <= limit ? (middle + 1, high) : (low, middle);
        }

        return low;
    }

    // A natural merge sort: stable, and linear where there are as few runs as CPUs.
    private void MergeRuns()
    {
        if (_spare.Length < _count)
        {
            _spare = new Entry[_entries.Length];
        }

        while (true)
        {
            var (read, write, runs) = (0, 0, 0);
            while (read < _count)
            {
                var middle = FindRunEnd(read);
                var end = middle < _count ? FindRunEnd(middle) : middle;
                Merge(read, middle, end, ref write);
                (read, runs) = (end, runs + 1);
            }

            (_entries, _spare) = (_spare, _entries);
            if (runs <= 1)
            {
                return;
            }
        }
    }

    private int FindRunEnd(int start)
    {
        var end = start + 1;
        while (end < _count && _entries[end - 1].Time <= _entries[end].Time)
        {
            end++;
        }

        return end;
    }

    private void Merge(int left, int middle, int end, ref int write)
    {
        var right = middle;
        while (left < middle && right < end)
        {
            _spare[write++] = _entries[right].Time < _entries[left].Time ? _entries[right++] : _entries[left++];
        }

        Array.Copy(_entries, left, _spare, write, middle - left);
        write += middle - left;
        Array.Copy(_entries, right, _spare, write, end - right);
        write += end - right;
    }
}
