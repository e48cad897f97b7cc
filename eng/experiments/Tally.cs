using PerfHarness.Calibration;
using PerfHarness.Gating;

namespace PerfHarness.Experiments;

/// <summary>Verdicts on many comparisons of the same two series, counted.</summary>
internal sealed class Tally
{
    private readonly Dictionary<string, int> _otherFailures = [];
    private readonly Dictionary<FunctionOutcome, int> _outcomes = [];
    private int _trials;
    private int _failed;
    private int _totalFailed;
    private int _inconclusive;
    private int _targetFailed;
    private long _runs;

    public void Add(GateVerdict verdict)
    {
        _trials++;
        _runs += verdict.CandidateRuns;
        _inconclusive += verdict.Outcome == GateOutcome.Inconclusive ? 1 : 0;
        _failed += verdict.Outcome == GateOutcome.Fail ? 1 : 0;
        _totalFailed += verdict.Total is { IsFailure: true } ? 1 : 0;
        var target = verdict.Functions.Where(f => Variant.IsChangedFunction(f.Name.Name)).ToList();
        _targetFailed += target.Exists(f => f.IsFailure) ? 1 : 0;
        foreach (var outcome in target.Select(f => f.Outcome).Distinct())
        {
            _outcomes[outcome] = _outcomes.GetValueOrDefault(outcome) + 1;
        }

        foreach (var name in verdict.Failures.Except(target).Select(f => f.Name.Name).Distinct())
        {
            _otherFailures[name] = _otherFailures.GetValueOrDefault(name) + 1;
        }
    }

    /// <summary>The build failed, for any reason.</summary>
    public Rate Failed => new(_failed, _trials);

    /// <summary>The build failed for the function that the variant changes, or its callee.</summary>
    public Rate TargetFailed => new(_targetFailed, _trials);

    public Rate TotalFailed => new(_totalFailed, _trials);

    public Rate Inconclusive => new(_inconclusive, _trials);

    public double MeanRuns => (double)_runs / _trials;

    /// <summary>Functions that failed without having been changed, with their number of failures; most frequent first.</summary>
    public IReadOnlyList<string> OtherFailures =>
    [
        .. _otherFailures
            .OrderByDescending(o => o.Value)
            .ThenBy(o => o.Key, StringComparer.Ordinal)
            .Select(o => FormattableString.Invariant($"{o.Key} ({o.Value})")),
    ];

    /// <summary>How often a changed function had the outcome.</summary>
    public Rate GetOutcomeRate(FunctionOutcome outcome) => new(_outcomes.GetValueOrDefault(outcome), _trials);
}
