using PerfHarness.Formats.Diagnostics;
using PerfHarness.Measurements;

namespace PerfHarness.Gating;

/// <summary>The settings of the gate. The defaults and constants are what simulation and real recordings gave.</summary>
public sealed record GatePolicy
{
    /// <summary>The defaults.</summary>
    public static readonly GatePolicy Default = new();

    /// <summary>Smallest number of runs per side for a failure.</summary>
    internal const int MinimumRuns = 5;

    /// <summary>Samples per run below which longer runs are recommended.</summary>
    internal const long RecommendedSamples = 2000;

    private readonly IReadOnlyList<GateStage> _stages = [new(5, 0.0002), new(10, 0.0003), new(20, 0.0005)];

    /// <summary>
    /// τ: the smallest rise of a share that matters; half of the smallest regression that must be caught. Default: 0.005, half
    /// a percentage point.
    /// </summary>
    public double MinimumRise { get; init; } = 0.005;

    /// <summary>A new function fails only from this share on. Default: 0.01.</summary>
    public double NewFunctionFloor { get; init; } = 0.01;

    /// <summary>
    /// The looks at the data, in ascending order of runs. Default: 5, 10, 20 runs with α = 0.0002, 0.0003, 0.0005. Who
    /// chooses them has no <see cref="ExtraStage"/>.
    /// </summary>
    internal IReadOnlyList<GateStage> Stages
    {
        get => _stages;
        init => (_stages, ExtraStage) = (value, ReferenceEquals(value, _stages) ? ExtraStage : null);
    }

    /// <summary>
    /// A further look, of interleaved runs only, where the last stage leaves exactly one function, or the total alone,
    /// borderline. Null for none. Default: 40 runs with α = 0.0001.
    /// </summary>
    internal GateStage? ExtraStage { get; private init; } = new(40, 0.0001);

    /// <summary>Smallest rise of the total CPU time that fails, relative. Default: 0.02.</summary>
    internal double MinimumTotalRise { get; init; } = 0.02;

    /// <summary>A run with fewer samples is not judged. Default: 500.</summary>
    public long MinimumSamples { get; init; } = 500;

    /// <summary>Largest part of a run's samples that may be lost. Default: 0.01.</summary>
    public double MaximumLost { get; init; } = 0.01;

    /// <summary>Largest share of unresolved self samples ([unknown], [jit], [module]) with which a build can pass. Default: 0.2.</summary>
    public double MaximumUnnamed { get; init; } = 0.2;

    /// <summary>Which functions are judged, and under which name.</summary>
    internal FunctionSelection Functions { get; init; } = FunctionSelection.All;

    internal IReadOnlyList<Budget> Budgets { get; init; } = [];

    /// <summary>Functions that never fail. They still count as samples.</summary>
    internal IReadOnlyList<FunctionPattern> Ignored { get; init; } = [];

    internal IReadOnlyList<Waiver> Waivers { get; init; } = [];

    /// <summary>The first that matches a function replaces <see cref="MinimumRise"/>.</summary>
    internal IReadOnlyList<Threshold> Thresholds { get; init; } = [];

    internal FailOn FailOn { get; init; } = FailOn.All;

    internal InconclusiveAs TreatInconclusiveAs { get; init; } = InconclusiveAs.Inconclusive;

    /// <summary>Default error probability of the look with the index.</summary>
    internal static double GetDefaultAlpha(int stage) => Default.Stages[Math.Min(stage, Default.Stages.Count - 1)].Alpha;

    /// <summary>
    /// The same looks with their error probabilities scaled, so that all together have <paramref name="alpha"/>: the
    /// probability of a false failure. The look at 40 interleaved runs, which few builds need, is not among them, and is scaled
    /// like them.
    /// </summary>
    public GatePolicy WithAlpha(double alpha)
    {
        var factor = alpha / Stages.Sum(s => s.Alpha);
        return this with
        {
            Stages = [.. Stages.Select(s => s with { Alpha = s.Alpha * factor })],
            ExtraStage = ExtraStage is { } extra ? extra with { Alpha = extra.Alpha * factor } : null,
        };
    }

    /// <summary>The last stage that so many runs reach; the first where they reach none.</summary>
    /// <param name="isLaterLook">The runs have been looked at before: those of <see cref="ExtraStage"/> were added to them.</param>
    internal GateStage GetStage(int runs, bool isLaterLook = false) =>
        isLaterLook && ExtraStage is { } extra && extra.Runs <= runs ? extra : Stages.LastOrDefault(s => s.Runs <= runs, Stages[0]);

    /// <summary>This policy with a budget: the maximum share of matching functions together, with or without a baseline.</summary>
    /// <param name="pattern"><c>*</c> matches any text, <c>?</c> one character; <c>libc.so.6!*</c> is all of a library.</param>
    /// <param name="maximumShare">0 to 1; 0 means never, not even as callers of others.</param>
    /// <exception cref="PerfHarnessException">The pattern is empty, or the share is out of range.</exception>
    public GatePolicy WithBudget(string pattern, double maximumShare) =>
        this with { Budgets = [.. Budgets, new Budget(new FunctionPattern(pattern), maximumShare)] };

    /// <summary>This policy with another minimum rise for matching functions. The first threshold that matches a function applies.</summary>
    /// <param name="pattern">As in <see cref="WithBudget"/>.</param>
    /// <param name="minimumRise">As <see cref="MinimumRise"/>: 0.02 is two percentage points.</param>
    /// <exception cref="PerfHarnessException">The pattern is empty, or the rise is out of range.</exception>
    public GatePolicy WithThreshold(string pattern, double minimumRise) =>
        this with { Thresholds = [.. Thresholds, new Threshold(new FunctionPattern(pattern), minimumRise)] };

    /// <summary>This policy with a waiver: a regression of matching functions is accepted until a day.</summary>
    /// <param name="pattern">As in <see cref="WithBudget"/>.</param>
    /// <param name="reason">Why it is accepted; required.</param>
    /// <param name="until">The last day on which it is.</param>
    /// <exception cref="PerfHarnessException">The pattern or the reason is empty.</exception>
    public GatePolicy WithWaiver(string pattern, string reason, DateOnly until) =>
        this with { Waivers = [.. Waivers, new Waiver(new FunctionPattern(pattern), reason, until)] };

    /// <summary>This policy with functions that never fail. They still count as samples.</summary>
    /// <param name="pattern">As in <see cref="WithBudget"/>.</param>
    /// <exception cref="PerfHarnessException">The pattern is empty.</exception>
    public GatePolicy WithIgnored(string pattern) => this with { Ignored = [.. Ignored, new FunctionPattern(pattern)] };

    /// <exception cref="PerfHarnessException">A value is out of range; the message names it.</exception>
    internal GatePolicy Validate()
    {
        Require(MinimumRise is > 0 and < 1, "threshold", MinimumRise, "between 0 and 1 (0.005 is half a percentage point)");
        Require(NewFunctionFloor is >= 0 and <= 1, "newFunctionFloor", NewFunctionFloor, "between 0 and 1");
        Require(MinimumTotalRise is >= 0 and < 10, "totalThreshold", MinimumTotalRise, "a relative rise such as 0.02");
        Require(MinimumSamples >= 1, "minimumSamples", MinimumSamples, "at least 1");
        Require(MaximumLost is >= 0 and <= 1, "maximumLost", MaximumLost, "between 0 and 1");
        Require(MaximumUnnamed is >= 0 and <= 1, "maximumUnnamed", MaximumUnnamed, "between 0 and 1");
        Require(Stages.Count > 0, "stages", Stages.Count, "at least one");
        for (var i = 0; i < Stages.Count; i++)
        {
            var isAscending = i == 0 || Stages[i].Runs > Stages[i - 1].Runs;
            Require(
                Stages[i].Runs >= MinimumRuns && isAscending,
                "stages",
                Stages[i].Runs,
                FormattableString.Invariant($"in ascending order, each at least the minimum number of runs, {MinimumRuns}"));
            Require(Stages[i].Alpha is > 0 and < 1, "alpha", Stages[i].Alpha, "between 0 and 1");
        }

        return this;
    }

    private static void Require(bool condition, string name, double value, string rule)
    {
        if (!condition)
        {
            throw new PerfHarnessException(
                DiagnosticCodes.ConfigurationError, FormattableString.Invariant($"the gate's {name} is {value}; it must be {rule}"));
        }
    }
}
