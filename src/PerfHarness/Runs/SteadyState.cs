using PerfHarness.Measurements;
using PerfHarness.Profiles;

namespace PerfHarness.Runs;

/// <summary>
/// Finds the steady state of a program's profile: from there on, successive time slices agree with each other as well as
/// sampling allows, and code that a JIT compiler has not optimized yet no longer runs.
/// <code>
///   slices   | start-up | tier 0 | mixed |  steady  steady  steady  steady |
///   distance    0.9        0.5      0.2      0.05    0.06     0.05    0.06     of each slice from all that follow
///                                          └─ the steady state begins here
/// </code>
/// The distance of two slices is half the sum of the differences of all self shares (total variation). Slices
/// of one distribution also differ by chance, and that much difference is allowed.
/// </summary>
/// <param name="Start">Time from the first sample to the steady state.</param>
/// <param name="Length">From the first sample to the last.</param>
/// <param name="IsReached">False if not even the last third is steady; <paramref name="Start"/> is then its start.</param>
internal sealed record SteadyState(TimeSpan Start, TimeSpan Length, bool IsReached)
{
    private const int Slices = 24;

    /// <summary>Samples that a slice needs for meaningful shares.</summary>
    private const int SamplesPerSlice = 40;

    /// <summary>Standard deviations by which a slice may be further away than the mean by chance.</summary>
    private const double ToleratedDeviations = 3;

    /// <summary>How much further apart than by chance the later slices may be, in the median, and still be steady.</summary>
    private const double MaxNoiseRatio = 2;

    /// <summary>A distance that does not matter, however significant it is.</summary>
    private const double NegligibleDistance = 0.02;

    /// <summary>Maximum share of the samples in unoptimized code in the steady state.</summary>
    private const double MaxUnoptimizedShare = 0.05;

    /// <param name="profile">One run, with times.</param>
    public static SteadyState Detect(Profile profile)
    {
        ArgumentNullException.ThrowIfNull(profile);
        var rows = Enumerable.Range(0, profile.Samples.Count).Select(row => profile.Samples[row]).OrderBy(sample => sample.Time).ToList();
        if (rows.Count == 0)
        {
            return new SteadyState(TimeSpan.Zero, TimeSpan.Zero, false);
        }

        var (first, last) = (rows[0].Time, rows[^1].Time);
        var length = FromNanoseconds(last - first);
        var slices = Math.Min(Slices, rows.Count / SamplesPerSlice);
        if (slices < 6 || last == first)
        {
            return new SteadyState(TimeSpan.Zero, length, false);
        }

        var counts = new Dictionary<int, int>[slices];
        var unoptimized = new int[slices];
        var totals = new int[slices];
        for (var i = 0; i < slices; i++)
        {
            counts[i] = [];
        }

        foreach (var sample in rows)
        {
            var slice = (int)Math.Min(slices - 1, (sample.Time - first) * (double)slices / (last - first));
            var function = sample.Stack == StackId.Empty ? -1 : profile.Frames[profile.Stacks.GetFrame(sample.Stack)].Function.Index;
            counts[slice][function] = counts[slice].GetValueOrDefault(function) + 1;
            totals[slice]++;
            unoptimized[slice] += UnoptimizedCode.Contains(profile, sample) ? 1 : 0;
        }

        return Detect(counts, totals, unoptimized, length);
    }

    private static SteadyState Detect(Dictionary<int, int>[] counts, int[] totals, int[] unoptimized, TimeSpan length)
    {
        var slices = totals.Length;
        var distances = new double[slices];
        var later = new Dictionary<int, int>();
        var laterTotal = 0;
        for (var i = slices - 1; i >= 0; i--)
        {
            distances[i] = laterTotal == 0 || totals[i] == 0 ? 0 : ComputeDistance(counts[i], totals[i], later, laterTotal);
            foreach (var (function, count) in counts[i])
            {
                later[function] = later.GetValueOrDefault(function) + count;
            }

            laterTotal += totals[i];
        }

        // What sampling alone explains, with the program's own noise (garbage collections, phases) on top.
        var (expected, deviation) = (new double[slices], new double[slices]);
        for (int i = 0, left = laterTotal; i < slices - 1; i++)
        {
            left -= totals[i];
            (expected[i], deviation[i]) = ComputeExpectedDistance(later, laterTotal, totals[i], left);
        }

        var ratios = Enumerable.Range(slices / 2, slices - 2 - (slices / 2))
            .Where(i => expected[i] > 0).Select(i => distances[i] / expected[i]).Order().ToArray();
        var noiseRatio = ratios.Length == 0 ? 1 : Math.Clamp(ratios[ratios.Length / 2], 1, MaxNoiseRatio);
        var latest = slices * 2 / 3;
        var start = latest;
        var (isReached, outliers) = (Enumerable.Range(latest, slices - 1 - latest).Count(i => !IsSteady(i)) <= 1, 0);
        for (var i = latest - 1; isReached && i >= 0; i--)
        {
            // A single outlier among steady slices is an accident, not a phase.
            outliers = IsSteady(i) ? 0 : outliers + 1;
            if (outliers > 1)
            {
                break;
            }

            start = outliers == 0 ? i : start;
        }

        return new SteadyState(length * start / slices, length, isReached);

        bool IsSteady(int slice) => distances[slice] <= (expected[slice] + (ToleratedDeviations * deviation[slice])) * noiseRatio + NegligibleDistance
            && unoptimized[slice] <= MaxUnoptimizedShare * totals[slice];
    }

    /// <summary>Mean and deviation of the distance of two samples of one distribution.</summary>
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

    private static TimeSpan FromNanoseconds(long nanoseconds) => TimeSpan.FromTicks(nanoseconds / 100);
}
