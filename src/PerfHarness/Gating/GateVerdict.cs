using PerfHarness.Formats.Diagnostics;
using PerfHarness.Profiles;

namespace PerfHarness.Gating;

/// <summary>The verdict of the gate, with all that it is based on.</summary>
public sealed record GateVerdict
{
    internal GateVerdict()
    {
    }

    /// <summary>The verdict in a word.</summary>
    public required GateOutcome Outcome { get; init; }

    /// <summary>Why it is so, the decisive first; one sentence each.</summary>
    public required IReadOnlyList<string> Reasons { get; init; }

    /// <summary>What to record next, or that it is over.</summary>
    internal StagePlan Plan { get; init; } = StagePlan.None;

    /// <summary>
    /// Functions that were tested, and new and vanished ones: failures first, then by the size of the change. Functions
    /// below 0.2 % on both sides are left out.
    /// </summary>
    public required IReadOnlyList<FunctionVerdict> Functions { get; init; }

    internal IReadOnlyList<BudgetVerdict> Budgets { get; init; } = [];

    /// <summary>Null with a stored baseline, and where the runs have no period.</summary>
    internal TotalVerdict? Total { get; init; }

    /// <summary>The same as messages with stable codes, for hosts that print those.</summary>
    public required IReadOnlyList<Diagnostic> Diagnostics { get; init; }

    /// <summary>Both sides were recorded together; otherwise the baseline was stored.</summary>
    public required bool Interleaved { get; init; }

    /// <summary>False where nothing was compared: no baseline, or data that cannot be.</summary>
    public required bool Compared { get; init; }

    /// <summary>Runs of the baseline.</summary>
    public int BaselineRuns { get; init; }

    /// <summary>Runs of the candidate.</summary>
    public int CandidateRuns { get; init; }

    /// <summary>κ and where it comes from.</summary>
    internal SessionDrift SessionDrift { get; init; }

    /// <summary>K: functions tested at once.</summary>
    public int FamilySize { get; init; }

    /// <summary>Factor by which most shares changed alike: 1.05 when something that took 5 % is gone.</summary>
    public double CommonFactor { get; init; } = 1;

    /// <summary>Typical between-run variance in units of what sampling alone does.</summary>
    public double TypicalDispersion { get; init; } = 1;

    /// <summary>The smallest rise that these runs would have shown in the median function of 1 % and more: what a green build means. Null where there is none.</summary>
    public double? TypicalDetectableRise =>
        Functions.Where(f => f.IsTested && f.Before >= 0.01).Select(f => f.MinimumDetectableRise).Order().ToList() is { Count: > 0 } rises ? rises[rises.Count / 2] : null;

    /// <summary>The policy's word on how an open verdict ends.</summary>
    internal InconclusiveAs TreatInconclusiveAs { get; init; }

    /// <summary>0 fine, 1 regression, 4 inconclusive.</summary>
    public int ExitCode => Outcome switch
    {
        GateOutcome.Fail => 1,
        GateOutcome.Inconclusive => TreatInconclusiveAs switch
        {
            InconclusiveAs.Pass or InconclusiveAs.Warn => 0,
            InconclusiveAs.Fail => 1,
            _ => 4,
        },
        _ => 0,
    };

    /// <summary>Functions that make the verdict fail.</summary>
    public IEnumerable<FunctionVerdict> Failures => Functions.Where(f => f.IsFailure);

    /// <summary>The function's verdict, or null where it was below notice on both sides.</summary>
    public FunctionVerdict? Find(FunctionName name) => Functions.FirstOrDefault(f => f.Name == name);

    /// <summary>Everything that the gate knew about the function, in words, a paragraph a line.</summary>
    public string Explain(FunctionName name) => VerdictExplainer.Explain(this, name);

    /// <summary>The same for every function that the pattern names, or a line that says that there is none.</summary>
    internal string Explain(FunctionPattern pattern)
    {
        ArgumentNullException.ThrowIfNull(pattern);
        var found = Functions.Where(f => pattern.Matches(f.Name)).Select(f => Explain(f.Name)).ToList();
        return found.Count > 0 ? string.Join("\n\n", found) : $"No function that matches '{pattern}' has 0.2 % of the samples on either side.";
    }
}
