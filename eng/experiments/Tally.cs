using PerfHarness.Calibration;
using PerfHarness.Gating;

namespace PerfHarness.Experiments;

/// <summary>What the gate said of many comparisons of the same two things.</summary>
internal sealed class Tally
{
    private readonly Dictionary<string, int> _others = [];
    private int _trials;
    private int _failed;
    private int _total;
    private int _inconclusive;
    private int _target;
    private long _runs;
    private readonly Dictionary<FunctionOutcome, int> _outcomes = [];

    public void Add(GateVerdict verdict)
    {
        _trials++;
        _runs += verdict.CandidateRuns;
        _inconclusive += verdict.Outcome == GateOutcome.Inconclusive ? 1 : 0;
        _failed += verdict.Outcome == GateOutcome.Fail ? 1 : 0;
        _total += verdict.Total is { IsFailure: true } ? 1 : 0;
        var target = verdict.Functions.Where(f => Variant.IsChangedFunction(f.Name.Name)).ToList();
        _target += target.Exists(f => f.IsFailure) ? 1 : 0;
        foreach (var outcome in target.Select(f => f.Outcome).Distinct())
        {
            _outcomes[outcome] = _outcomes.GetValueOrDefault(outcome) + 1;
        }

        foreach (var name in verdict.Failures.Except(target).Select(f => f.Name.Name).Distinct())
        {
            _others[name] = _others.GetValueOrDefault(name) + 1;
        }
    }

    /// <summary>The build failed, for whatever reason.</summary>
    public Rate Failed => new(_failed, _trials);

    /// <summary>The build failed for the function that the variant is about, or its callee.</summary>
    public Rate TargetFailed => new(_target, _trials);

    public Rate TotalFailed => new(_total, _trials);

    public Rate Inconclusive => new(_inconclusive, _trials);

    public double MeanRuns => (double)_runs / _trials;

    /// <summary>Failures of functions that nobody touched.</summary>
    public IReadOnlyList<string> OtherFailures => [.. _others.OrderByDescending(o => o.Value).ThenBy(o => o.Key, StringComparer.Ordinal).Select(o => FormattableString.Invariant($"{o.Key} ({o.Value})"))];

    /// <summary>How often the touched functions had the outcome.</summary>
    public Rate GetOutcomeRate(FunctionOutcome outcome) => new(_outcomes.GetValueOrDefault(outcome), _trials);
}
