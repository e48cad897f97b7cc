namespace PerfHarness.Calibration;

/// <summary>What so many runs a side would show, by the gate's own figure.</summary>
/// <param name="RunsPerSide">A side.</param>
/// <param name="Median">Over the functions of at least 1 %: smallest rise of the share that would be found.</param>
/// <param name="Largest">The largest of them.</param>
/// <param name="Resampled">There were fewer runs than that, and runs were drawn more than once.</param>
internal sealed record DetectableRise(int RunsPerSide, double Median, double Largest, bool Resampled);
