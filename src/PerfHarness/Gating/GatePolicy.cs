using PerfHarness.Formats.Diagnostics;
using PerfHarness.Measurements;

namespace PerfHarness.Gating;

/// <summary>The settings that the gate judges by. The defaults come from simulation and real recordings; <c>eng/verdict.md</c> has the evidence.</summary>
public sealed record GatePolicy
{
    /// <summary>The defaults.</summary>
    public static readonly GatePolicy Default = new();

    /// <summary>The smallest rise of a share that matters; rises of twice as much are detected reliably. Default: 0.005, half a percentage point.</summary>
    public double MinimumRise { get; init; } = 0.005;

    /// <summary>A new function fails only from this share on. Default: 0.01.</summary>
    public double NewFunctionFloor { get; init; } = 0.01;

    /// <summary>A new function fails only when it is in at least this share of the runs. Default: 0.8.</summary>
    public double NewFunctionPresence { get; init; } = 0.8;

    /// <summary>The looks at the data, in ascending order of runs. Default: 5, 10, 20 runs with α = 0.0002, 0.0003, 0.0005.</summary>
    internal IReadOnlyList<GateStage> Stages { get; init; } = [new(5, 0.0002), new(10, 0.0003), new(20, 0.0005)];

    /// <summary>Never a failure on fewer runs a side. Default: 5.</summary>
    public int MinimumRuns { get; init; } = 5;

    /// <summary>Drift, relative to a share, of interleaved runs; the minimum for a stored baseline. Default: 0.01.</summary>
    public double InterleavedDrift { get; init; } = 0.01;

    /// <summary>Drift of a stored baseline with too few sessions to measure it. Default: 0.05.</summary>
    public double AssumedDrift { get; init; } = 0.05;

    /// <summary>The minimum drift, with a stored baseline, of functions whose speed depends on the machine: the kernel and the C library's memory functions. Default: 0.3.</summary>
    public double MachineBoundDrift { get; init; } = 0.3;

    /// <summary>Sessions from which on drift is measured. Default: 4.</summary>
    public int MinimumDriftSessions { get; init; } = 4;

    /// <summary>α of the test of the total CPU time. Default: 0.0002.</summary>
    internal double TotalAlpha { get; init; } = 0.0002;

    /// <summary>Smallest rise of the total CPU time that fails, relative. Default: 0.02.</summary>
    internal double MinimumTotalRise { get; init; } = 0.02;

    /// <summary>A run with fewer samples makes the verdict inconclusive. Default: 500.</summary>
    public long MinimumSamples { get; init; } = 500;

    /// <summary>Samples a run below which more are advised. Default: 2000.</summary>
    public long RecommendedSamples { get; init; } = 2000;

    /// <summary>Largest share of a run's samples that may be lost. Default: 0.01.</summary>
    public double MaximumLost { get; init; } = 0.01;

    /// <summary>Largest distance of samples · period from the process's CPU time, relative. Default: 0.03.</summary>
    public double MaximumCpuMismatch { get; init; } = 0.03;

    /// <summary>Largest share of self samples without any name ([unknown], [jit], [module]) that still lets a build pass. Default: 0.2.</summary>
    public double MaximumUnnamed { get; init; } = 0.2;

    /// <summary>Error allowed for one budget. Default: 0.01: five runs alone lend few degrees of freedom.</summary>
    public double BudgetAlpha { get; init; } = 0.01;

    /// <summary>Which functions count and under which name.</summary>
    internal FunctionSelection Functions { get; init; } = FunctionSelection.All;

    internal IReadOnlyList<Budget> Budgets { get; init; } = [];

    /// <summary>Functions that never fail. They still count as samples.</summary>
    internal IReadOnlyList<FunctionPattern> Ignored { get; init; } = [];

    internal IReadOnlyList<Waiver> Waivers { get; init; } = [];

    /// <summary>The first that matches a function replaces <see cref="MinimumRise"/>.</summary>
    internal IReadOnlyList<Threshold> Thresholds { get; init; } = [];

    internal FailOn FailOn { get; init; } = FailOn.All;

    internal InconclusiveAs TreatInconclusiveAs { get; init; } = InconclusiveAs.Inconclusive;

    /// <summary>The error of the look with the index, where nobody says another.</summary>
    internal static double GetDefaultAlpha(int stage) => Default.Stages[Math.Min(stage, Default.Stages.Count - 1)].Alpha;

    /// <summary>The same looks with their errors scaled, so that all together have <paramref name="alpha"/>: the probability of a false failure.</summary>
    public GatePolicy WithAlpha(double alpha)
    {
        var sum = Stages.Sum(s => s.Alpha);
        return this with { Stages = [.. Stages.Select(s => s with { Alpha = s.Alpha / sum * alpha })] };
    }

    /// <summary>The last stage that so many runs reach; the first where they reach none.</summary>
    internal GateStage GetStage(int runs) => Stages.LastOrDefault(s => s.Runs <= runs, Stages[0]);

    /// <summary>This policy with a budget: matching functions together take at most a share of the samples, with or without a baseline.</summary>
    /// <param name="pattern"><c>*</c> matches any text, <c>?</c> one character; <c>libc.so.6!*</c> is all of a library.</param>
    /// <param name="maximumShare">0 to 1; 0 means never, not even as callers of others.</param>
    /// <exception cref="PerfHarnessException">The pattern is empty, or the share is not one.</exception>
    public GatePolicy WithBudget(string pattern, double maximumShare) => this with { Budgets = [.. Budgets, new Budget(new FunctionPattern(pattern), maximumShare)] };

    /// <summary>This policy with another minimum rise for matching functions. The first threshold that matches a function applies.</summary>
    /// <param name="pattern">As in <see cref="WithBudget"/>.</param>
    /// <param name="minimumRise">As <see cref="MinimumRise"/>: 0.02 is two percentage points.</param>
    /// <exception cref="PerfHarnessException">The pattern is empty, or the rise is not a share.</exception>
    public GatePolicy WithThreshold(string pattern, double minimumRise) => this with { Thresholds = [.. Thresholds, new Threshold(new FunctionPattern(pattern), minimumRise)] };

    /// <summary>This policy with a waiver: a regression of matching functions is accepted until a day.</summary>
    /// <param name="pattern">As in <see cref="WithBudget"/>.</param>
    /// <param name="reason">Why it is accepted; required.</param>
    /// <param name="until">The last day on which it is.</param>
    /// <exception cref="PerfHarnessException">The pattern or the reason is empty.</exception>
    public GatePolicy WithWaiver(string pattern, string reason, DateOnly until) => this with { Waivers = [.. Waivers, new Waiver(new FunctionPattern(pattern), reason, until)] };

    /// <summary>This policy with functions that never fail. They still count as samples.</summary>
    /// <param name="pattern">As in <see cref="WithBudget"/>.</param>
    /// <exception cref="PerfHarnessException">The pattern is empty.</exception>
    public GatePolicy WithIgnored(string pattern) => this with { Ignored = [.. Ignored, new FunctionPattern(pattern)] };

    /// <exception cref="PerfHarnessException">A value makes no sense; the message names it.</exception>
    internal GatePolicy Validate()
    {
        Require(MinimumRise is > 0 and < 1, "tau", MinimumRise, "between 0 and 1 (0.005 is half a percentage point)");
        Require(NewFunctionFloor is >= 0 and <= 1, "newFunctionFloor", NewFunctionFloor, "between 0 and 1");
        Require(NewFunctionPresence is >= 0 and <= 1, "newFunctionPresence", NewFunctionPresence, "between 0 and 1");
        Require(MinimumRuns >= 2, "minimumRuns", MinimumRuns, "at least 2");
        Require(InterleavedDrift is >= 0 and < 1, "kappa", InterleavedDrift, "between 0 and 1");
        Require(AssumedDrift is >= 0 and < 1, "thinBaselineKappa", AssumedDrift, "between 0 and 1");
        Require(MachineBoundDrift is >= 0 and < 1, "storedMachineKappa", MachineBoundDrift, "between 0 and 1");
        Require(MinimumDriftSessions >= 2, "sessionsForKappa", MinimumDriftSessions, "at least 2");
        Require(TotalAlpha is > 0 and < 1, "totalAlpha", TotalAlpha, "between 0 and 1");
        Require(MinimumTotalRise is >= 0 and < 10, "totalTau", MinimumTotalRise, "a relative rise such as 0.02");
        Require(MinimumSamples >= 1, "minimumSamples", MinimumSamples, "at least 1");
        Require(MaximumLost is >= 0 and <= 1, "maximumLost", MaximumLost, "between 0 and 1");
        Require(MaximumCpuMismatch is >= 0, "maximumCpuMismatch", MaximumCpuMismatch, "not negative");
        Require(MaximumUnnamed is >= 0 and <= 1, "maximumUnnamed", MaximumUnnamed, "between 0 and 1");
        Require(BudgetAlpha is > 0 and < 1, "budgetAlpha", BudgetAlpha, "between 0 and 1");
        Require(Stages.Count > 0, "stages", Stages.Count, "at least one");
        for (var i = 0; i < Stages.Count; i++)
        {
            Require(Stages[i].Runs >= MinimumRuns && (i == 0 || Stages[i].Runs > Stages[i - 1].Runs), "stages", Stages[i].Runs, "ascending, none below the minimum of runs");
            Require(Stages[i].Alpha is > 0 and < 1, "alpha", Stages[i].Alpha, "between 0 and 1");
        }

        return this;
    }

    private static void Require(bool holds, string name, double value, string rule)
    {
        if (!holds)
        {
            throw new PerfHarnessException(DiagnosticCodes.ConfigurationError, FormattableString.Invariant($"the gate's {name} is {value}; it must be {rule}"));
        }
    }
}
