using PerfHarness.Profiles;

namespace PerfHarness.Measurements;

/// <summary>
/// Finds the steady state of a program's profile: from there on, successive time slices agree with each other as well as
/// sampling allows, and code that a JIT compiler has not optimized yet no longer runs.
/// <code>
///   slices   | start-up | tier 0 | mixed |  steady  steady  steady  steady |
///   distance    0.9        0.5      0.2      0.05    0.06     0.05    0.06     of each slice from all that follow
///                                          └─ the steady state begins here
/// </code>
/// Slices of one distribution also differ by chance, and that much difference is allowed.
/// </summary>
/// <param name="Start">Time from the first sample to the steady state.</param>
/// <param name="Length">From the first sample to the last.</param>
/// <param name="IsReached">False if not even the last third is steady; <paramref name="Start"/> is then its start.</param>
internal sealed record SteadyState(TimeSpan Start, TimeSpan Length, bool IsReached)
{
    private const int MinSlices = 6;
    private const int MaxSlices = 24;

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
        var samples = Enumerable.Range(0, profile.Samples.Count).Select(row => profile.Samples[row]).OrderBy(sample => sample.Time).ToList();
        if (samples.Count == 0)
        {
            return new SteadyState(TimeSpan.Zero, TimeSpan.Zero, false);
        }

        var nanoseconds = samples[^1].Time - samples[0].Time;
        var length = TimeSpan.FromTicks(nanoseconds / TimeSpan.NanosecondsPerTick);
        var sliceCount = Math.Min(MaxSlices, samples.Count / SamplesPerSlice);
        if (sliceCount < MinSlices || nanoseconds == 0)
        {
            return new SteadyState(TimeSpan.Zero, length, false);
        }

        var (start, isReached) = FindStart(FindSteadySlices(new TimeSlices(profile, samples, sliceCount)));
        return new SteadyState(length * start / sliceCount, length, isReached);
    }

    private static bool[] FindSteadySlices(TimeSlices slices)
    {
        var distances = slices.ComputeDistances();
        var expected = slices.ComputeExpectedDistances();
        var noiseRatio = ComputeNoiseRatio(distances, expected);
        return [.. Enumerable.Range(0, slices.Count).Select(i =>
            distances[i] <= (expected[i].Mean + (ToleratedDeviations * expected[i].Deviation)) * noiseRatio + NegligibleDistance
            && slices.GetUnoptimizedShare(i) <= MaxUnoptimizedShare)];
    }

    // Sampling alone does not explain the program's own noise (garbage collections, phases).
    private static double ComputeNoiseRatio(double[] distances, (double Mean, double Deviation)[] expected)
    {
        var half = distances.Length / 2;
        var ratios = Enumerable.Range(half, distances.Length - 2 - half)
            .Where(i => expected[i].Mean > 0).Select(i => distances[i] / expected[i].Mean).Order().ToArray();
        return ratios.Length == 0 ? 1 : Math.Clamp(ratios[ratios.Length / 2], 1, MaxNoiseRatio);
    }

    // A single outlier among steady slices is an accident, not a phase.
    private static (int Slice, bool IsReached) FindStart(bool[] isSteady)
    {
        var latest = isSteady.Length * 2 / 3;
        if (isSteady[latest..^1].Count(steady => !steady) > 1)
        {
            return (latest, false);
        }

        var (start, outliers) = (latest, 0);
        for (var i = latest - 1; i >= 0 && outliers <= 1; i--)
        {
            outliers = isSteady[i] ? 0 : outliers + 1;
            start = outliers == 0 ? i : start;
        }

        return (start, true);
    }
}
