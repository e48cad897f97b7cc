namespace PerfHarness.Overhead;

/// <summary>What observing a command costs.</summary>
/// <param name="Rounds">Complete rounds.</param>
/// <param name="Costs">The bare command first.</param>
internal sealed record OverheadReport(int Rounds, IReadOnlyList<ObserverCost> Costs, bool IsInterrupted)
{
    /// <param name="measured">Every observer with its runs, the bare command first; runs of incomplete rounds count for nothing.</param>
    public static OverheadReport Create(IReadOnlyList<ObserverCost> measured, int rounds, bool isInterrupted)
    {
        var costs = measured.Select(cost => cost with { Runs = cost.Obstacle is null ? [.. cost.Runs.Take(rounds)] : [] }).ToList();
        var compared = Enumerable.Range(1, costs.Count - 1).Where(i => costs[i].Runs.Count > 0).ToList();
        var wall = CostRatio.Adjust(compared.ConvertAll(i => Compare(costs[i], run => run.Wall)));
        var cpu = CostRatio.Adjust(compared.ConvertAll(i => Compare(costs[i], run => run.Cpu)));
        foreach (var (position, index) in compared.Index())
        {
            costs[index] = costs[index] with { Wall = wall[position], Cpu = cpu[position] };
        }

        return new OverheadReport(rounds, costs, isInterrupted);

        CostRatio Compare(ObserverCost cost, Func<ObservedRun, double> select) =>
            CostRatio.Create([.. costs[0].Runs.Select(select)], [.. cost.Runs.Select(select)]);
    }
}
