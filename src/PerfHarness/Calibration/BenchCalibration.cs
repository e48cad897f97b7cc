namespace PerfHarness.Calibration;

/// <summary>The calibration of one benchmark.</summary>
/// <param name="Bench">Name of the benchmark.</param>
/// <param name="Subject">The command or the profiles that were calibrated, for display.</param>
internal sealed record BenchCalibration(string Bench, string Subject, CalibrationResult Result);
