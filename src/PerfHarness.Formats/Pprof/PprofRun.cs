namespace PerfHarness.Pprof;

/// <summary>Our own: a run of the profile that was written.</summary>
/// <param name="Started">Ticks of UTC, or null.</param>
/// <param name="WallTime">Ticks, or null.</param>
/// <param name="CpuTime">Ticks, or null.</param>
public sealed record PprofRun(long? Started, long? WallTime, long? CpuTime, long LostSamples, string? Source);
