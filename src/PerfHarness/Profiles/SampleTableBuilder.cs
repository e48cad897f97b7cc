using PerfHarness.Formats.IO;

namespace PerfHarness.Profiles;

/// <summary>
/// Collects samples for a <see cref="SampleTable"/>. Without times, a sample is a child of its stack under
/// <see cref="SampleKey"/>, and equal ones are summed. Tables that were built share the arrays: new rows do not concern
/// them, and before a row changes that one of them has, the sums are copied. That is rare: the run is a part of the key,
/// and the tables are built between runs.
/// </summary>
internal sealed class SampleTableBuilder(bool keepTimes)
{
    private readonly InternedTree<ulong> _keys = new();
    private long[] _weight = new long[256];
    private long[] _count = new long[256];
    private long[]? _time = keepTimes ? new long[256] : null;
    private int _sharedRows;

    public void Add(in Sample sample)
    {
        var key = SampleKey.Pack(sample.Thread, sample.Event, sample.Run);
        var added = true;
        var row = _time is null ? _keys.GetOrAdd(sample.Stack.Index, key, out added) : _keys.Append(sample.Stack.Index, key);
        if (row == _weight.Length)
        {
            Grow();
        }

        if (!added && row < _sharedRows)
        {
            Unshare();
        }

        _weight[row] += sample.Weight;
        _count[row] += sample.Count;
        if (_time is not null)
        {
            _time[row] = sample.Time;
        }
    }

    /// <summary>The samples added until now. Copies nothing.</summary>
    public SampleTable Build()
    {
        _sharedRows = _keys.Count;
        return new SampleTable(_keys.ToRows(), _weight, _count, _time);
    }

    private void Unshare()
    {
        _weight = [.. _weight];
        _count = [.. _count];
        _sharedRows = 0;
    }

    private void Grow()
    {
        var size = _weight.Length * 2;
        Array.Resize(ref _weight, size);
        Array.Resize(ref _count, size);
        if (_time is not null)
        {
            Array.Resize(ref _time, size);
        }
    }
}
