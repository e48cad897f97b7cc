using PerfHarness.Formats.IO;

namespace PerfHarness.Profiles;

/// <summary>
/// The samples, columnar. Without times, samples that agree in stack, thread, event and run are one row, so that memory
/// follows the distinct stacks and not the length of the recording.
/// </summary>
public sealed class SampleTable
{
    private readonly TreeRows<ulong> _keys;
    private readonly long[] _weight;
    private readonly long[] _count;
    private readonly long[]? _time;

    /// <param name="keys">From row 1 on: the stack as parent, thread, event and run as key (see <see cref="SampleKey"/>).</param>
    /// <param name="weight">By row of <paramref name="keys"/>, as are the others.</param>
    internal SampleTable(TreeRows<ulong> keys, long[] weight, long[] count, long[]? time) =>
        (_keys, _weight, _count, _time) = (keys, weight, count, time);

    /// <summary>Each sample has a row of its own, with its time.</summary>
    public bool KeepsTimes => _time is not null;

    /// <summary>Rows, not samples.</summary>
    public int Count => _keys.Count - 1;

    /// <summary>The samples of a row.</summary>
    public Sample this[int row]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)row, (uint)Count, nameof(row));
            ref readonly var key = ref _keys[row + 1];
            var (thread, @event, run) = SampleKey.Unpack(key.Key);
            return new Sample(new StackId(key.Parent), thread, @event, run, _time is null ? -1 : _time[row + 1], _weight[row + 1], _count[row + 1]);
        }
    }
}
