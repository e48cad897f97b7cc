namespace PerfHarness.Profiles;

/// <summary>
/// The samples, columnar. Without times, samples that agree in stack, thread, event and run are one row, so that memory
/// follows the distinct stacks and not the length of the recording; rows are found by open addressing, at most half full.
/// </summary>
public sealed class SampleTable(bool keepTimes)
{
    private (int Stack, int Thread, short Event, short Run)[] _key = new (int, int, short, short)[256];
    private long[] _weight = new long[256];
    private long[] _count = new long[256];
    private long[] _time = keepTimes ? new long[256] : [];
    private int[] _slots = keepTimes ? [] : new int[1024]; // row + 1; 0: free

    /// <summary>Each sample has a row of its own, with its time.</summary>
    public bool KeepsTimes { get; } = keepTimes;

    /// <summary>Rows, not samples.</summary>
    public int Count { get; private set; }

    /// <summary>The samples of a row.</summary>
    public Sample this[int row]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)row, (uint)Count, nameof(row));
            var (stack, thread, @event, run) = _key[row];
            return new Sample(new StackId(stack), new ThreadId(thread), new EventId(@event), new RunId(run), KeepsTimes ? _time[row] : -1, _weight[row], _count[row]);
        }
    }

    internal void Add(in Sample sample)
    {
        var key = (sample.Stack.Index, sample.Thread.Index, checked((short)sample.Event.Index), checked((short)sample.Run.Index));
        if (!KeepsTimes)
        {
            var slot = Find(key);
            if (_slots[slot] is > 0 and var found)
            {
                _weight[found - 1] += sample.Weight;
                _count[found - 1] += sample.Count;
                return;
            }

            _slots[slot] = Count + 1;
        }

        if (Count == _key.Length)
        {
            Grow();
        }

        _key[Count] = key;
        _weight[Count] = sample.Weight;
        _count[Count] = sample.Count;
        if (KeepsTimes)
        {
            _time[Count] = sample.Time;
        }

        Count++;
        if (!KeepsTimes && Count * 2 > _slots.Length)
        {
            Rehash();
        }
    }

    // The row's slot, or the free one where it belongs.
    private int Find((int Stack, int Thread, short Event, short Run) key)
    {
        var mask = _slots.Length - 1;
        var slot = Hash(key) & mask;
        while (_slots[slot] is > 0 and var row && _key[row - 1] != key)
        {
            slot = (slot + 1) & mask;
        }

        return slot;
    }

    private void Rehash()
    {
        _slots = new int[_slots.Length * 2];
        for (var row = 0; row < Count; row++)
        {
            _slots[Find(_key[row])] = row + 1;
        }
    }

    private void Grow()
    {
        var size = Count * 2;
        Array.Resize(ref _key, size);
        Array.Resize(ref _weight, size);
        Array.Resize(ref _count, size);
        if (KeepsTimes)
        {
            Array.Resize(ref _time, size);
        }
    }

    private static int Hash((int Stack, int Thread, short Event, short Run) key)
    {
        var x = (((ulong)(uint)key.Stack << 32) | ((uint)key.Thread << 8)) ^ (((ulong)(ushort)key.Run << 16) | (ushort)key.Event);
        return (int)((x * 0x9e37_79b9_7f4a_7c15UL) >> 33);
    }
}
