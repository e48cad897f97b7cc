namespace PerfHarness.Overhead;

/// <summary>What an observer costs.</summary>
/// <param name="Runs">One per round; empty if it cannot be measured here.</param>
/// <param name="Obstacle">Why not; else null.</param>
internal sealed record ObserverCost(Observer Observer, IReadOnlyList<ObservedRun> Runs, string? Obstacle)
{
    /// <summary>The command's wall time in relation to its time without an observer; null for that itself.</summary>
    public CostRatio? Wall { get; init; }

    /// <summary>The same of its CPU time.</summary>
    public CostRatio? Cpu { get; init; }

    public double GetMean(Func<ObservedRun, double> select) => Runs.Count == 0 ? double.NaN : Runs.Average(select);

    public double GetDeviation(Func<ObservedRun, double> select) => Runs.Count < 2
        ? 0
        : Math.Sqrt(Runs.Sum(run => Math.Pow(select(run) - GetMean(select), 2)) / (Runs.Count - 1));
}
