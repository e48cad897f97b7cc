using PerfHarness.Calibration;
using PerfHarness.Gating;

namespace PerfHarness.Experiments;

/// <summary>Verdicts of the whole gate, counted: of the screen where it clears the build, of the confirmation otherwise.</summary>
internal sealed class TwoStageTally
{
    private readonly Tally _final = new();
    private readonly Dictionary<string, int> _doubtful = [];
    private readonly List<double> _drifts = [];
    private int _trials;
    private int _confirmed;
    private int _targetConfirmed;
    private long _runs;

    /// <summary>What the builds end as.</summary>
    public Tally Final => _final;

    /// <summary>Had to be confirmed, for any reason.</summary>
    public Rate Confirmed => new(_confirmed, _trials);

    /// <summary>Had to be confirmed for the function that the variant changes, among others.</summary>
    public Rate TargetConfirmed => new(_targetConfirmed, _trials);

    /// <summary>Recorded executions of a build, of both sides.</summary>
    public double MeanExecutions => (double)_runs / _trials;

    /// <summary>Drift that the comparisons showed, relative; null if the program has too few functions for that.</summary>
    public double? MedianDrift => _drifts.Count > 0 ? _drifts.Order().ElementAt(_drifts.Count / 2) : null;

    /// <summary>Functions for which builds were confirmed most often.</summary>
    public IReadOnlyList<string> Doubtful =>
    [
        .. _doubtful
            .OrderByDescending(d => d.Value)
            .ThenBy(d => d.Key, StringComparer.Ordinal)
            .Select(d => FormattableString.Invariant($"{d.Key} ({d.Value})")),
    ];

    /// <param name="confirmation">Null where the screen is the verdict.</param>
    public void Add(GateVerdict screened, GateVerdict? confirmation)
    {
        _trials++;
        _runs += screened.CandidateRuns + (2 * (confirmation?.CandidateRuns ?? 0));
        _final.Add(confirmation ?? screened);
        if (screened.ObservedDrift?.Typical is { } drift)
        {
            _drifts.Add(drift);
        }

        if (confirmation is null)
        {
            return;
        }

        _confirmed++;
        var doubtful = screened.Functions.Where(f => f.NeedsConfirmation).Select(f => f.Name.Name).ToList();
        _targetConfirmed += doubtful.Exists(Variant.IsChangedFunction) ? 1 : 0;
        foreach (var name in screened.Total is { NeedsConfirmation: true } ? doubtful.Append("total CPU time") : doubtful)
        {
            _doubtful[name] = _doubtful.GetValueOrDefault(name) + 1;
        }
    }
}
