using PerfHarness.Profiles;

namespace PerfHarness.Calibration;

/// <summary>The smallest rise of a function that the two-stage gate finds reliably.</summary>
/// <param name="Share">The function's share without the rise.</param>
/// <param name="Smallest">By the maximum of runs per side, as in <see cref="StoredCalibration.Rates"/>; null if none that was tried is found.</param>
internal sealed record StoredRise(FunctionName Function, double Share, IReadOnlyList<double?> Smallest);
