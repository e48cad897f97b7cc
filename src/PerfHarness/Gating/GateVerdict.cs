using PerfHarness.Formats.Diagnostics;
using PerfHarness.Profiles;

namespace PerfHarness.Gating;

/// <summary>The gate's verdict, with everything it is based on.</summary>
public sealed record GateVerdict
{
    internal GateVerdict()
    {
    }

    /// <summary>The verdict in a word.</summary>
    public required GateOutcome Outcome { get; init; }

    /// <summary>Reasons of the outcome, the decisive first; one clause each.</summary>
    public required IReadOnlyList<string> Reasons { get; init; }

    /// <summary>What to record next, if anything.</summary>
    internal StagePlan Plan { get; init; } = StagePlan.None;

    /// <summary>
    /// Functions that were tested, and new and vanished ones: failures first, then by the size of the change. Functions
    /// below 0.2 % on both sides are left out.
    /// </summary>
    public required IReadOnlyList<FunctionVerdict> Functions { get; init; }

    internal IReadOnlyList<BudgetVerdict> Budgets { get; init; } = [];

    /// <summary>The program as a whole; null if the runs have no period, or do not say how much work they did.</summary>
    internal TotalVerdict? Total { get; init; }

    /// <summary>The time from start to end of interleaved runs; null otherwise, or if it is unknown. It never fails a build.</summary>
    internal TotalVerdict? WallTime { get; init; }

    /// <summary>The same as messages with stable codes, for hosts that print those.</summary>
    public required IReadOnlyList<Diagnostic> Diagnostics { get; init; }

    /// <summary>Both sides were recorded interleaved; otherwise the baseline was stored.</summary>
    public required bool Interleaved { get; init; }

    /// <summary>False where nothing was compared: there is no baseline, or the data cannot be compared.</summary>
    public required bool Compared { get; init; }

    /// <summary>Runs of the baseline.</summary>
    public int BaselineRuns { get; init; }

    /// <summary>Runs of the candidate.</summary>
    public int CandidateRuns { get; init; }

    /// <summary>κ and where it comes from.</summary>
    internal SessionDrift SessionDrift { get; init; }

    /// <summary>The functions' variance is that of the differences within pairs of runs: both of a pair shared a changing load.</summary>
    internal bool IsPaired { get; init; }

    /// <summary>The drift that this comparison shows; null if both sides were interleaved, or nothing was compared.</summary>
    internal ObservedDrift? ObservedDrift { get; init; }

    /// <summary>K: functions tested at once.</summary>
    public int FamilySize { get; init; }

    /// <summary>Factor by which most shares changed alike: 1.05 when something that took 5 % is gone.</summary>
    public double CommonFactor { get; init; } = 1;

    /// <summary>Typical variance between runs, relative to the binomial variance.</summary>
    public double TypicalDispersion { get; init; } = 1;

    /// <summary>
    /// The smallest rise that these runs would have detected in the median function of at least 1 %: what a passing build
    /// means. Null if there is no such function.
    /// </summary>
    public double? TypicalDetectableRise
    {
        get
        {
            var rises = Functions.Where(f => f.IsTested && f.Before >= 0.01).Select(f => f.MinimumDetectableRise).Order().ToList();
            return rises.Count > 0 ? rises[rises.Count / 2] : null;
        }
    }

    /// <summary>How a stored baseline took part in the verdict; null if none did.</summary>
    internal Screening? Screening { get; init; }

    /// <summary>How the policy treats an inconclusive verdict.</summary>
    internal InconclusiveAs TreatInconclusiveAs { get; init; }

    /// <summary>0 success, 1 regression, 4 inconclusive.</summary>
    public int ExitCode => Outcome switch
    {
        GateOutcome.Fail => Formats.Diagnostics.ExitCode.Regression,
        GateOutcome.Inconclusive => TreatInconclusiveAs switch
        {
            InconclusiveAs.Pass or InconclusiveAs.Warn => Formats.Diagnostics.ExitCode.Success,
            InconclusiveAs.Fail => Formats.Diagnostics.ExitCode.Regression,
            _ => Formats.Diagnostics.ExitCode.Inconclusive,
        },
        _ => Formats.Diagnostics.ExitCode.Success,
    };

    /// <summary>Functions that make the verdict fail.</summary>
    public IEnumerable<FunctionVerdict> Failures => Functions.Where(f => f.IsFailure);

    /// <summary>The function's verdict, or null if it was too small on both sides.</summary>
    public FunctionVerdict? Find(FunctionName name) => Functions.FirstOrDefault(f => f.Name == name);

    /// <summary>Everything that the gate knew about the function, one sentence per line.</summary>
    public string Explain(FunctionName name) => VerdictExplainer.Explain(this, name);

    /// <summary>The same for every function that matches, or a line that says that there is none.</summary>
    internal string Explain(FunctionPattern pattern)
    {
        ArgumentNullException.ThrowIfNull(pattern);
        var found = Functions.Where(f => pattern.Matches(f.Name)).Select(f => Explain(f.Name)).ToList();
        return found.Count > 0
            ? string.Join("\n\n", found)
            : $"No function matching '{pattern}' has at least 0.2 % of the samples on either side.";
    }
}
