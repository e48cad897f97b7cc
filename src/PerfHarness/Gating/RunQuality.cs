using System.Globalization;
using PerfHarness.Analysis;
using PerfHarness.Measurements;

namespace PerfHarness.Gating;

/// <summary>
/// Whether a run is fit to be evidence. Judged before and apart from its shares: a run is never dropped, or recorded
/// again, for what its shares say.
/// </summary>
internal static class RunQuality
{
    /// <summary>What is wrong with the run, or null. Recording it again may help; twice is enough.</summary>
    /// <param name="samples">Samples of the run that count.</param>
    public static string? FindProblem(RunRecord run, long samples, GatePolicy policy)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(policy);
        if (samples < policy.MinimumSamples)
        {
            return string.Create(CultureInfo.InvariantCulture, $"has {samples} samples, fewer than {policy.MinimumSamples}");
        }

        if (run.LostShare > policy.MaximumLost)
        {
            return string.Create(CultureInfo.InvariantCulture, $"lost {NumberFormatter.FormatShare(run.LostShare)} of its samples, more than {NumberFormatter.FormatShare(policy.MaximumLost)}");
        }

        if (run is { SampledTime: { } sampled, CpuTime: { } cpu } && cpu > TimeSpan.Zero)
        {
            var mismatch = (sampled - cpu) / cpu;
            if (Math.Abs(mismatch) > policy.MaximumCpuMismatch)
            {
                return string.Create(CultureInfo.InvariantCulture, $"has samples for {sampled.TotalSeconds:0.000} s of the {cpu.TotalSeconds:0.000} s of CPU time that the kernel counted ({NumberFormatter.FormatRelativeChange(sampled / cpu)})");
            }
        }

        return null;
    }
}
