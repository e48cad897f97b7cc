namespace PerfHarness.Checks;

/// <summary>One comparison given as bare counts, from any profiler: a row per run, a column per function.</summary>
/// <param name="Name">For display, or null.</param>
internal sealed record CountsCase(
    string? Name, double Drift, IReadOnlyList<IReadOnlyList<long>> Baseline, IReadOnlyList<IReadOnlyList<long>> Candidate)
{
    public const double DefaultDrift = 0.01;
}
