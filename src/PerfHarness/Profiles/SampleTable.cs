namespace PerfHarness.Profiles;

/// <summary>
/// The samples, columnar. Without times, samples that agree in stack, thread, event and run are one row, so that memory
/// follows the distinct stacks and not the length of the recording.
/// </summary>
public sealed class SampleTable(bool keepTimes)
{
    private readonly Dictionary<(int Stack, int Thread, short Event, short Run), int> _index = [];
    private (int Stack, int Thread, short Event, short Run)[] _key = new (int, int, short, short)[256];
    private long[] _weight = new long[256];
    private long[] _count = new long[256];
    private long[] _time = keepTimes ? new long[256] : [];

    public bool KeepsTimes { get; } = keepTimes;

    /// <summary>Rows, not samples.</summary>
    public int Count { get; private set; }

    public Sample this[int row]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)row, (uint)Count, nameof(row));
            var (stack, thread, @event, run) = _key[row];
            return new Sample(new StackId(stack), new ThreadId(thread), new EventId(@event), new RunId(run), KeepsTimes ? _time[row] : -1, _weight[row], _count[row]);
        }
    }

    public void Add(in Sample sample)
    {
        var key = (sample.Stack.Index, sample.Thread.Index, checked((short)sample.Event.Index), checked((short)sample.Run.Index));
        if (!KeepsTimes)
        {
            ref var row = ref System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(_index, key, out var exists);
            if (exists)
            {
                _weight[row] += sample.Weight;
                _count[row] += sample.Count;
                return;
            }

            row = Count;
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
}
