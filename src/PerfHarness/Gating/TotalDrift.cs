using PerfHarness.Measurements;

namespace PerfHarness.Gating;

/// <summary>Relative noise of a run's total between sessions: the machine's speed changes with what else its host does.</summary>
/// <param name="Failure">κ by which a stored baseline may fail a build.</param>
/// <param name="Screen">Rise beyond the smallest that matters up to which a screen clears the total.</param>
/// <param name="DegreesOfFreedom">Of the estimate; infinite if it is assumed.</param>
internal readonly record struct TotalDrift(double Failure, double Screen, double DegreesOfFreedom)
{
    /// <summary>Both sides in one session.</summary>
    public static readonly TotalDrift None = new(0, 0, double.PositiveInfinity);

    private const double AssumedFailure = 0.10;
    private const double AssumedScreen = 0.05;
    private const double Minimum = 0.01;

    // Rises of a measured drift beyond which a screen does not explain a total by it.
    private const double ScreenFactor = 2;

    // A recording that begins when the profile has become steady does not always begin at the same place.
    private const double PartialFactor = 2;

    /// <param name="logTotals">ln of the total of each of the baseline's runs.</param>
    /// <param name="isPartial">The recordings cover an unknown part of the run.</param>
    public static TotalDrift Estimate(RunCounts baseline, double[] logTotals, bool isPartial)
    {
        var bySession = baseline.Runs.Select((run, i) => (run.Session, Log: logTotals[i]))
            .GroupBy(r => r.Session, r => r.Log, StringComparer.Ordinal).Select(g => g.ToArray()).ToArray();
        var sessions = bySession.Length;
        var degreesOfFreedom = logTotals.Length - sessions;
        if (sessions < SessionDrift.MinimumSessions || degreesOfFreedom < 1)
        {
            var factor = isPartial ? PartialFactor : 1;
            return new TotalDrift(AssumedFailure * factor, AssumedScreen * factor, double.PositiveInfinity);
        }

        var means = bySession.Select(s => s.Average()).ToArray();
        var center = means.Average();
        var between = means.Sum(m => (m - center) * (m - center)) / (sessions - 1);
        var within = bySession.Zip(means, (s, mean) => s.Sum(x => (x - mean) * (x - mean))).Sum() / degreesOfFreedom;
        var measured = Math.Sqrt(Math.Max(0, between - (within * sessions / logTotals.Length)) * (1 + (1.0 / sessions)));
        var drift = Math.Max(Minimum, measured);
        return new TotalDrift(drift, drift * ScreenFactor, sessions - 1);
    }
}
