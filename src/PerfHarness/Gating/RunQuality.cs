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

        if (run is { SampledTime: { } sampled, CpuTime: { } cpu } && cpu > TimeSpan.Zero && Math.Abs((sampled - cpu) / cpu) > MaximumCpuMismatch)
        {
            var difference = NumberFormatter.FormatRelativeChange(sampled / cpu);
            return FormattableString.Invariant(
                $"has samples that account for {sampled.TotalSeconds:0.000} s of {cpu.TotalSeconds:0.000} s of CPU time ({difference})");
        }

        return null;
    }
}
