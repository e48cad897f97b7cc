namespace PerfHarness.Counters;

/// <summary>A counted event.</summary>
/// <param name="Unit">Unit as named by perf, such as <c>msec</c>; empty for plain counts.</param>
/// <param name="Values">One value per run; empty if the machine cannot count the event.</param>
internal sealed record Counter(string Event, string Unit, IReadOnlyList<double> Values)
{
    public double Mean => Values.Count == 0 ? double.NaN : Values.Average();

    /// <summary>Standard deviation over the runs, 0 for fewer than two.</summary>
    public double StandardDeviation => Values.Count < 2 ? 0 : Math.Sqrt(Values.Sum(v => (v - Mean) * (v - Mean)) / (Values.Count - 1));
}
