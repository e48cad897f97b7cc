using System.Globalization;
using PerfHarness.Analysis;
using PerfHarness.Measurements;

namespace PerfHarness.Gating;

/// <summary>
/// Determines whether a run is fit to be evidence, before and apart from its shares: a run is never dropped, or recorded
/// again, because of its shares.
/// </summary>
internal static class RunQuality
{
    /// <summary>Largest distance of samples · period from the process's CPU time, relative.</summary>
    internal const double MaximumCpuMismatch = 0.03;

    // Runs whose loads say what is usual.
    private const int MinimumEarlierRuns = 3;

    // Processors, and the part of the machine from which on programs wait for each other.
    private const double NoticeableLoad = 0.5;
    private const double ContentionShare = 0.75;

    // The host counts in hundredths of a second.
    private static readonly TimeSpan MinimumMeasuredTime = TimeSpan.FromSeconds(0.5);

    /// <summary>
    /// What disturbed the run, or null: the rest of the machine, other tenants of its host included, kept more processors
    /// busy than during the runs before it.
    /// </summary>
    /// <param name="earlierLoads"><see cref="RunRecord.OtherLoad"/> of these.</param>
    public static string? FindDisturbance(RunRecord run, IReadOnlyCollection<double> earlierLoads, int processors)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(earlierLoads);
        if (run is not { OtherLoad: { } load, BusyTime: { } busy, WallTime: { } wall }
            || wall < MinimumMeasuredTime || earlierLoads.Count < MinimumEarlierRuns)
        {
            return null;
        }

        var usual = earlierLoads.Order().ElementAt(earlierLoads.Count / 2);
        return load >= usual + NoticeableLoad && busy / wall >= ContentionShare * processors
            ? FormattableString.Invariant($"was disturbed: other load kept {load:0.0} CPUs busy, and {usual:0.0} during the runs before")
            : null;
    }

    /// <summary>What is wrong with the run, or null. Recording it again may help; twice is enough.</summary>
    /// <param name="samples">Samples of the run that count.</param>
    public static string? FindProblem(RunRecord run, long samples, GatePolicy policy)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(policy);
        if (samples < policy.MinimumSamples)
        {
            return string.Create(CultureInfo.InvariantCulture, $"has only {samples} samples; at least {policy.MinimumSamples} are needed");
        }

        if (run.LostShare > policy.MaximumLost)
        {
            return $"lost {NumberFormatter.FormatShare(run.LostShare)} of its samples, more than {NumberFormatter.FormatShare(policy.MaximumLost)}";
        }

        if (run is { SampledTime: { } sampled, CpuTime: { } cpu } && MissesTime(run))
        {
            var difference = NumberFormatter.FormatRelativeChange(sampled / cpu);
            return FormattableString.Invariant(
                $"has samples that account for {sampled.TotalSeconds:0.000} s of {cpu.TotalSeconds:0.000} s of CPU time ({difference})");
        }

        return null;
    }

    /// <summary>The samples account for another time than the kernel does.</summary>
    public static bool MissesTime(RunRecord run) => run is { SampledTime: { } sampled, CpuTime: { } cpu } && cpu > TimeSpan.Zero
        && Math.Abs((sampled - cpu) / cpu) > Math.Max(MaximumCpuMismatch, GetChanceMismatch(run.Samples));

    // In threads that wait and wake again it is chance when a sample falls: as good as independent.
    private static double GetChanceMismatch(long samples) => 3 / Math.Sqrt(Math.Max(1, samples));
}
