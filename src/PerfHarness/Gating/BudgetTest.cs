using System.Globalization;
using PerfHarness.Analysis;
using PerfHarness.Gating.Statistics;
using PerfHarness.Measurements;

namespace PerfHarness.Gating;

/// <summary>Holds the candidate alone against a budget.</summary>
internal static class BudgetTest
{
    public static BudgetVerdict Run(RunCounts counts, Budget budget, GatePolicy policy, DateOnly today)
    {
        var functions = counts.Functions.Where(f => budget.Pattern.Matches(f.Name)).OrderByDescending(f => f.SelfSum).ThenByDescending(f => f.TotalSum).ToList();
        var shares = Enumerable.Range(0, counts.Runs.Count)
            .Select(run => counts.GetSamples(run) == 0 ? 0 : functions.Sum(f => f.Self[run]) / (double)counts.GetSamples(run)).ToArray();
        var share = shares.Length == 0 ? 0 : shares.Average();
        var seen = functions.Sum(f => Math.Max(f.SelfSum, f.TotalSum));
        var p = budget.IsNever ? (seen > 0 ? 0 : 1) : ComputePValue(counts, shares, share, budget.MaximumShare);
        var exceeded = budget.IsNever ? seen > 0 : share > budget.MaximumShare && p <= policy.BudgetAlpha;
        var waiver = policy.Waivers.FirstOrDefault(w => w.Pattern.Text == budget.Pattern.Text && w.IsActiveOn(today));
        var fails = exceeded && waiver is null && policy.FailOn.HasFlag(FailOn.Budget);
        return new BudgetVerdict(budget, share, p, exceeded, fails, [.. functions.Select(f => f.Name)], Describe(budget, share, p, exceeded, seen, functions, waiver));
    }

    // One-sided t of the mean share over the budget; the variance is never less than what sampling alone does.
    private static double ComputePValue(RunCounts counts, double[] shares, double share, double atMost)
    {
        var runs = shares.Length;
        var samples = Enumerable.Range(0, runs).Sum(run => (double)counts.GetSamples(run));
        if (samples <= 0)
        {
            return 1;
        }

        var spread = runs > 1 ? shares.Sum(y => (y - share) * (y - share)) / (runs - 1) / runs : 0;
        var sampling = atMost * (1 - atMost) / samples;
        var degrees = runs > 1 && spread > sampling ? runs - 1 : double.PositiveInfinity;
        return Distributions.StudentUpperTail((share - atMost) / Math.Sqrt(Math.Max(Math.Max(spread, sampling), 1e-18)), degrees);
    }

    private static string Describe(Budget budget, double share, double p, bool exceeded, long seen, List<FunctionCounts> functions, Waiver? waiver)
    {
        var most = functions.Count == 0 ? "" : $", most of it in {functions[0].Name.Name}";
        var text = budget.IsNever
            ? seen == 0 ? $"{budget.Pattern} does not appear, as it must"
                : string.Create(CultureInfo.InvariantCulture, $"{budget.Pattern} must never appear and is in {seen} samples{most}")
            : exceeded ? string.Create(CultureInfo.InvariantCulture, $"{budget.Pattern} takes {NumberFormatter.FormatShare(share)} and may take {NumberFormatter.FormatShare(budget.MaximumShare)}{most}")
            : share > budget.MaximumShare ? string.Create(CultureInfo.InvariantCulture, $"{budget.Pattern} takes {NumberFormatter.FormatShare(share)}, over its {NumberFormatter.FormatShare(budget.MaximumShare)}, but within noise (p {NumberFormatter.FormatProbability(p)})")
            : string.Create(CultureInfo.InvariantCulture, $"{budget.Pattern} takes {NumberFormatter.FormatShare(share)} of the {NumberFormatter.FormatShare(budget.MaximumShare)} it may");
        return exceeded && waiver is not null
            ? string.Create(CultureInfo.InvariantCulture, $"{text}; waived until {waiver.Until:yyyy-MM-dd}: {waiver.Reason}")
            : text;
    }
}
