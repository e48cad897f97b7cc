using PerfHarness.Gating.Statistics;

namespace PerfHarness.Checks;

/// <summary>One comparison given as bare counts, from any profiler: a row a run, a column a function.</summary>
/// <param name="Name">For people, or null.</param>
internal sealed record CountsCase(string? Name, double Drift, IReadOnlyList<IReadOnlyList<long>> Baseline, IReadOnlyList<IReadOnlyList<long>> Candidate)
{
    public const double DefaultDrift = 0.01;

    /// <summary>Smallest rise that matters and error for all functions together, in one look.</summary>
    public const double DefaultMinimumRise = 0.005;
    public const double DefaultAlpha = 0.001;

    internal ShareTest RunTest() => ShareTest.Run(CreateMatrix(Baseline), CreateMatrix(Candidate), Drift);

    private static CountMatrix CreateMatrix(IReadOnlyList<IReadOnlyList<long>> rows) =>
        new(rows.Count, rows[0].Count, [.. rows.SelectMany(r => r)]);
}
