using PerfHarness.Profiles;

namespace PerfHarness.Measurements;

/// <summary>
/// The samples of one run by function, in time slices of equal length. The distance of two slices is half the sum of the
/// differences of all self shares (total variation).
/// </summary>
internal sealed class TimeSlices
{
    private readonly Dictionary<int, int>[] _counts;
    private readonly int[] _totals;
    private readonly int[] _unoptimized;

    /// <param name="samples">Samples with times, in time order; not all of them at the same time.</param>
    public TimeSlices(Profile profile, IReadOnlyList<Sample> samples, int count)
    {
        _counts = [.. Enumerable.Range(0, count).Select(_ => new Dictionary<int, int>())];
        _totals = new int[count];
        _unoptimized = new int[count];
        var (first, last) = (samples[0].Time, samples[^1].Time);
        foreach (var sample in samples)
        {
            var slice = (int)Math.Min(count - 1, (sample.Time - first) * (double)count / (last - first));
            var function = sample.Stack == StackId.Empty ? -1 : profile.Frames[profile.Stacks.GetFrame(sample.Stack)].Function.Index;
            _counts[slice][function] = _counts[slice].GetValueOrDefault(function) + 1;
            _totals[slice]++;
            _unoptimized[slice] += UnoptimizedCode.Contains(profile, sample) ? 1 : 0;
        }
    }

    public int Count => _totals.Length;

    /// <summary>Share of the slice's samples in unoptimized code.</summary>
    public double GetUnoptimizedShare(int slice) => _totals[slice] == 0 ? 0 : (double)_unoptimized[slice] / _totals[slice];

    /// <summary>Distance of each slice from all later ones together; 0 for the last.</summary>
    public double[] ComputeDistances()
    {
        var distances = new double[Count];
        var (later, laterTotal) = (new Dictionary<int, int>(), 0);
        for (var i = Count - 1; i >= 0; i--)
        {
            distances[i] = laterTotal == 0 || _totals[i] == 0 ? 0 : ComputeDistance(_counts[i], _totals[i], later, laterTotal);
            Add(later, _counts[i]);
            laterTotal += _totals[i];
        }

        return distances;
    }

    /// <summary>Mean and deviation of these distances if all slices were samples of one distribution.</summary>
    public (double Mean, double Deviation)[] ComputeExpectedDistances()
    {
        var all = new Dictionary<int, int>();
        for (var i = Count - 1; i >= 0; i--)
        {
            Add(all, _counts[i]);
        }

        var expected = new (double Mean, double Deviation)[Count];
        var total = _totals.Sum();
        for (int i = 0, later = total; i < Count - 1; i++)
        {
            later -= _totals[i];
            expected[i] = ComputeExpectedDistance(all, total, _totals[i], later);
        }

        return expected;
    }

    private static void Add(Dictionary<int, int> sum, Dictionary<int, int> counts)
    {
        foreach (var (function, count) in counts)
        {
            sum[function] = sum.GetValueOrDefault(function) + count;
        }
    }

    /// <summary>For two samples, of <paramref name="n"/> and <paramref name="m"/>, of one distribution.</summary>
    private static (double Mean, double Deviation) ComputeExpectedDistance(Dictionary<int, int> distribution, int total, int n, int m)
    {
        if (n == 0 || m <= 0)
        {
            return (0, 0);
        }

        var (mean, variance) = (0.0, 0.0);
        foreach (var count in distribution.Values)
        {
            var p = (double)count / total;
            var v = p * (1 - p) * ((1.0 / n) + (1.0 / m));
            mean += Math.Sqrt(v * 2 / Math.PI) / 2;
            variance += v * (1 - (2 / Math.PI)) / 4;
        }

        return (mean, Math.Sqrt(variance));
    }

    private static double ComputeDistance(Dictionary<int, int> a, int totalA, Dictionary<int, int> b, int totalB)
    {
        var sum = 0.0;
        foreach (var (function, count) in a)
        {
            sum += Math.Abs(((double)count / totalA) - ((double)b.GetValueOrDefault(function) / totalB));
        }

        foreach (var (function, count) in b)
        {
            sum += a.ContainsKey(function) ? 0 : (double)count / totalB;
        }

        return sum / 2;
    }
}
