namespace PerfHarness.Counters.Gating;

/// <summary>How much of a counter's rise matters.</summary>
/// <param name="Threshold">As a part of the baseline: 0.01 is 1 %.</param>
/// <param name="Floor">In the counter's own unit: a rise of two page faults is none.</param>
/// <param name="Drift">Relative standard deviation between sessions of an unchanged program, which more runs do not average away.</param>
/// <param name="IsExplicit">Named by the user: it has to be decided.</param>
internal sealed record CounterRule(double Threshold, double Floor, double Drift, bool IsExplicit = false)
{
    // Counts of what a program does are the same tomorrow; times and misses depend on what else the machine does.
    private static readonly Dictionary<string, CounterRule> ByName = new(StringComparer.Ordinal)
    {
        ["instructions"] = new(0.01, 50_000, 0.001),
        ["branches"] = new(0.01, 10_000, 0.001),
        ["cycles"] = new(0.05, 100_000, 0.06),
        ["task-clock"] = new(0.10, 1, 0.10),
        ["branch-misses"] = new(0.20, 5_000, 0.05),
        ["cache-misses"] = new(0.25, 10_000, 0.15),
        ["LLC-load-misses"] = new(0.25, 10_000, 0.15),
        ["L1-dcache-load-misses"] = new(0.20, 10_000, 0.05),
        ["L1-icache-load-misses"] = new(0.20, 10_000, 0.05),
        ["dTLB-load-misses"] = new(0.20, 10_000, 0.10),
        ["iTLB-load-misses"] = new(0.20, 10_000, 0.10),
        ["page-faults"] = new(0.03, 20, 0.005),
        ["minor-faults"] = new(0.03, 20, 0.005),
        ["context-switches"] = new(0.50, 20, 0.50),
    };

    // What occurs once per operation: system calls, probes.
    private static readonly CounterRule Occurrence = new(0.02, 5, 0.002);

    /// <summary>The rule by default; null for what is no cost, or whose meaning is unknown.</summary>
    public static CounterRule? GetDefault(EventName name) =>
        ByName.TryGetValue(name.Base, out var rule) ? rule : name.IsTracepoint ? Occurrence : null;

    /// <summary>The smallest rise that matters, in the counter's unit.</summary>
    public double GetLimit(double before) => Math.Max(Threshold * before, Floor);
}
