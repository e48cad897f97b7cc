namespace PerfHarness.TestHosts;

/// <summary>
/// CPU time in which a body gets as many samples as wanted. A body that sleeps and wakes all the time has fewer samples than its
/// CPU time suggests, so it is learned from run to run.
/// </summary>
/// <param name="minSamples">Samples to wait for in each run.</param>
internal sealed class SampleTarget(long minSamples)
{
    public const long DefaultMinSamples = 2000;

    private const double MaxFactor = 4;

    private double _factor = 1;

    public TimeSpan GetCpuTime(int frequency) => TimeSpan.FromSeconds(_factor * minSamples / frequency);

    /// <summary>Takes note of how many samples the latest run has.</summary>
    public void Observe(long samples)
    {
        if (samples < minSamples)
        {
            _factor = Math.Clamp(_factor * minSamples / Math.Max(samples, 1), 1, MaxFactor);
        }
    }
}
