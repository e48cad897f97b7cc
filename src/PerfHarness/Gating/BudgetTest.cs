using System.Globalization;
using PerfHarness.Analysis;
using PerfHarness.Gating.Statistics;
using PerfHarness.Measurements;

namespace PerfHarness.Gating;

/// <summary>Compares the candidate alone with a budget.</summary>
internal static class BudgetTest
{
    // Error allowed for one budget: five runs alone give few degrees of freedom.
    private const double Alpha = 0.01;

    public static BudgetVerdict Run(RunCounts counts, Budget budget, GatePolicy policy, DateOnly today)
    {
        var functions = counts.Functions.Where(f => budget.Pattern.Matches(f.Name))
            .OrderByDescending(f => f.SelfSum).ThenByDescending(f => f.TotalSum).ToList();
        var shares = Enumerable.Range(0, counts.Runs.Count)
            .Select(run => counts.GetSamples(run) == 0 ? 0 : functions.Sum(f => f.Self[run]) / (double)counts.GetSamples(run)).ToArray();
        var share = shares.Length == 0 ? 0 : shares.Average();
        var totalSamples = functions.Sum(f => Math.Max(f.SelfSum, f.TotalSum));
        var p = budget.IsNever ? (totalSamples > 0 ? 0 : 1) : ComputePValue(counts, shares, share, budget.MaximumShare);
        var exceeded = budget.IsNever ? totalSamples > 0 : share > budget.MaximumShare && p <= Alpha;
        var waiver = policy.Waivers.FirstOrDefault(w => w.Pattern.Text == budget.Pattern.Text && w.IsActiveOn(today));
        var isFailure = exceeded && waiver is null && policy.FailOn.HasFlag(FailOn.Budget);
        var text = budget.IsNever ? DescribeNever(budget, totalSamples, functions) : Describe(budget, share, p, exceeded, functions);
        return new BudgetVerdict(budget, share, p, exceeded, isFailure, [.. functions.Select(f => f.Name)], text + DescribeWaiver(exceeded, waiver));
    }

    // One-sided t of the mean share over the budget; the variance is at least the binomial one.
    private static double ComputePValue(RunCounts counts, double[] shares, double share, double maximumShare)
    {
        var runs = shares.Length;
        var samples = Enumerable.Range(0, runs).Sum(run => (double)counts.GetSamples(run));
        if (samples <= 0)
        {
            return 1;
        }

        var variance = runs > 1 ? shares.Sum(y => (y - share) * (y - share)) / (runs - 1) / runs : 0;
        var binomialVariance = maximumShare * (1 - maximumShare) / samples;
        var degrees = runs > 1 && variance > binomialVariance ? runs - 1 : double.PositiveInfinity;
        return Distributions.StudentUpperTail((share - maximumShare) / Math.Sqrt(Math.Max(Math.Max(variance, binomialVariance), 1e-18)), degrees);
    }

    private static string DescribeNever(Budget budget, long totalSamples, List<FunctionCounts> functions) => totalSamples == 0
        ? $"{budget.Pattern} does not appear, as required"
        : string.Create(
            CultureInfo.InvariantCulture, $"{budget.Pattern} must never appear, but is in {totalSamples} samples{DescribeLargestPart(functions)}");

    private static string Describe(Budget budget, double share, double p, bool exceeded, List<FunctionCounts> functions)
    {
        var (taken, allowed) = (NumberFormatter.FormatShare(share), NumberFormatter.FormatShare(budget.MaximumShare));
        return exceeded ? $"{budget.Pattern} takes {taken}, more than its budget of {allowed}{DescribeLargestPart(functions)}"
            : share > budget.MaximumShare
                ? $"{budget.Pattern} takes {taken}, above its budget of {allowed}, but not significantly (p {NumberFormatter.FormatProbability(p)})"
                : $"{budget.Pattern} takes {taken} of its budget of {allowed}";
    }

    private static string DescribeLargestPart(List<FunctionCounts> functions) =>
        functions.Count == 0 ? "" : $", most of it in {functions[0].Name.Name}";

    private static string DescribeWaiver(bool exceeded, Waiver? waiver) => exceeded && waiver is not null
        ? string.Create(CultureInfo.InvariantCulture, $"; waived until {waiver.Until:yyyy-MM-dd}: {waiver.Reason}")
        : "";
}
