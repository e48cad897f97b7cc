namespace PerfHarness.Calibration;

/// <summary>The smallest rises that a number of runs would detect, over the functions of at least 1 %.</summary>
/// <param name="RunsPerSide">Runs per side.</param>
/// <param name="Median">Of the median function.</param>
/// <param name="Largest">Of the function with the largest.</param>
/// <param name="Resampled">The series has too few runs, so that runs were drawn more than once.</param>
internal sealed record DetectableRise(int RunsPerSide, double Median, double Largest, bool Resampled);
