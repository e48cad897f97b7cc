using PerfHarness.Measurements;
using PerfHarness.Profiles;

namespace PerfHarness.Gating.Statistics;

/// <summary>Two sides over the same functions: column k of both matrices is <c>Names[k]</c>.</summary>
internal sealed class PairedCounts
{
    public PairedCounts(RunCounts baseline, RunCounts candidate)
    {
        (BaselineCounts, CandidateCounts) = (baseline, candidate);
        Names = [.. baseline.Functions.Concat(candidate.Functions).Select(f => f.Name).Distinct()
            .OrderBy(n => n.Module, StringComparer.Ordinal).ThenBy(n => n.Name, StringComparer.Ordinal)];
        Baseline = CreateMatrix(baseline);
        Candidate = CreateMatrix(candidate);
    }

    public IReadOnlyList<FunctionName> Names { get; }

    public RunCounts BaselineCounts { get; }

    public RunCounts CandidateCounts { get; }

    public CountMatrix Baseline { get; }

    public CountMatrix Candidate { get; }

    /// <summary>Total share over all runs, or null if it is unknown.</summary>
    public static double? ComputeTotalShare(RunCounts side, FunctionName name)
    {
        if (!side.HasTotals)
        {
            return null;
        }

        var samples = Enumerable.Range(0, side.Runs.Count).Sum(run => (double)side.GetSamples(run));
        return (side.Find(name)?.TotalSum ?? 0) / samples;
    }

    /// <summary>Share of each function over all runs of both sides.</summary>
    public double[] ComputePooledShares()
    {
        var samples = Baseline.RunSamples.Sum() + Candidate.RunSamples.Sum();
        return [.. Enumerable.Range(0, Names.Count).Select(k => (Baseline.FunctionSamples[k] + Candidate.FunctionSamples[k]) / samples)];
    }

    private CountMatrix CreateMatrix(RunCounts side)
    {
        var counts = new long[side.Runs.Count * Names.Count];
        for (var k = 0; k < Names.Count; k++)
        {
            if (side.Find(Names[k]) is { } function)
            {
                for (var run = 0; run < side.Runs.Count; run++)
                {
                    counts[(run * Names.Count) + k] = function.Self[run];
                }
            }
        }

        return new CountMatrix(side.Runs.Count, Names.Count, counts);
    }
}
