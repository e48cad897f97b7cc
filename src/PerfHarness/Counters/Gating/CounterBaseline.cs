using PerfHarness.Measurements;

namespace PerfHarness.Counters.Gating;

/// <summary>Accepted counts of a benchmark: one value per run of each event, and the conditions under which they were counted.</summary>
/// <param name="Events">As they were requested, so that the same are counted again.</param>
/// <param name="Perf">Version of perf.</param>
internal sealed record CounterBaseline(
    string Bench, DateTimeOffset Accepted, string Perf, Conditions Conditions, IReadOnlyList<string> Events, IReadOnlyList<Counter> Counters)
{
    public int Runs => Counters.Select(counter => counter.Values.Count).DefaultIfEmpty().Max();
}
