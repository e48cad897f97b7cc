using PerfHarness.Gating.Statistics;
using PerfHarness.Measurements;
using PerfHarness.Profiles;

namespace PerfHarness.Gating;

/// <summary>Turns the test's figures into a verdict on every function, by the policy and by what the call edges explain.</summary>
/// <param name="nextRuns">Runs of the candidate at the next look, or null if there is none.</param>
/// <param name="screen">Null if the comparison is not a screen.</param>
internal sealed class FunctionJudge(
    PairedCounts counts, ShareTest test, GatePolicy policy, GateInput input, double alpha, int? nextRuns, Screen? screen)
{
    // A new function fails only when it is in at least this part of the runs.
    private const double NewFunctionPresence = 0.8;

    private readonly CallEdges _before = input.Baseline!.Edges.Apply(policy.Functions);
    private readonly CallEdges _after = input.Candidate.Edges.Apply(policy.Functions);
    private readonly bool _isOnlyLook = input.LookCount <= 1 && nextRuns is null;
    private readonly bool _hasEnoughRuns = Math.Min(counts.Baseline.RunCount, counts.Candidate.RunCount) >= GatePolicy.MinimumRuns;

    private readonly ScreenedRise?[] _screened = new ScreenedRise?[counts.Names.Count];

    // Functions have one of two degrees of freedom, and a quantile is a search.
    private readonly Dictionary<(double P, double DegreesOfFreedom), double> _quantiles = [];

    /// <summary>Functions worth reporting: failures first, then by the size of the change.</summary>
    public IReadOnlyList<FunctionVerdict> Judge()
    {
        var renames = RenameAnalysis.FindRenames(test, counts.Names, _before, _after);
        var moves = new MoveAnalysis(test, counts, _before, _after);
        var moved = new Dictionary<int, MoveAnalysis.Move>();
        var risen = test.Functions
            .Where(f => HasRisen(f) || IsBorderline(f) || Examine(f) is { IsClear: false })
            .OrderByDescending(f => f.NormalizedDifference).ThenBy(f => f.Index);
        foreach (var function in risen)
        {
            if (moves.FindSource(function.Index) is { } move)
            {
                moved.Add(function.Index, move);
            }
        }

        return [.. test.Functions
            .Where(f => f.IsInFamily
                || (IsNew(f) && f.After >= ShareTest.MinimumFamilyShare)
                || (IsGone(f) && f.Before >= ShareTest.MinimumFamilyShare))
            .Select(f => CreateVerdict(f, renames, moved))
            .OrderByDescending(v => v.IsFailure)
            .ThenByDescending(v => v.Outcome is not (FunctionOutcome.Unchanged or FunctionOutcome.CostShift))
            .ThenByDescending(v => Math.Abs(v.Difference))
            .ThenBy(v => v.Name.Module, StringComparer.Ordinal).ThenBy(v => v.Name.Name, StringComparer.Ordinal)];
    }

    private FunctionVerdict CreateVerdict(FunctionTest f, Dictionary<int, int> renames, Dictionary<int, MoveAnalysis.Move> moved)
    {
        var name = counts.Names[f.Index];
        var neighbor = renames.TryGetValue(f.Index, out var old) ? old
            : IsGone(f) && renames.ContainsValue(f.Index) ? renames.First(r => r.Value == f.Index).Key
            : moved.TryGetValue(f.Index, out var move) ? move.Neighbor : -1;
        var waiver = policy.Waivers.FirstOrDefault(w => w.Pattern.Matches(name));
        var outcome = Classify(f, name, waiver, renames.ContainsKey(f.Index), moved.ContainsKey(f.Index));
        var margin = GetQuantile(0.025, f) * Math.Sqrt(f.Variance);
        var verdict = new FunctionVerdict
        {
            Name = name,
            Outcome = outcome,
            IsFailure = policy.FailOn.HasFlag(FailOn.Regression) && HasRisen(f) && outcome is FunctionOutcome.Regressed or FunctionOutcome.New,
            IsTested = f.IsInFamily,
            Before = f.Before,
            After = f.After,
            Normalized = f.Normalized,
            ConfidenceInterval = (f.Difference - margin, f.Difference + margin),
            PValue = f.PShare,
            NormalizedPValue = f.PNormalized,
            AdjustedPValue = Math.Min(1, test.FamilySize * f.PRise),
            MinimumDetectableRise = Math.Max(GetMinimumRise(f), f.ComputeMinimumDetectableRise(GetQuantile(alpha / Math.Max(test.FamilySize, 1), f))),
            MinimumRise = GetMinimumRise(f),
            Dispersion = f.Dispersion,
            Drift = f.Kappa,
            DegreesOfFreedom = f.DegreesOfFreedom,
            Screened = Examine(f),
            NeedsConfirmation = NeedsConfirmation(f, name, waiver, isExplained: renames.ContainsKey(f.Index) || moved.ContainsKey(f.Index)),
            SharesBefore = counts.Baseline.Shares(f.Index),
            SharesAfter = counts.Candidate.Shares(f.Index),
            TotalBefore = PairedCounts.ComputeTotalShare(counts.BaselineCounts, name),
            TotalAfter = PairedCounts.ComputeTotalShare(counts.CandidateCounts, name),
            Neighbor = neighbor < 0 ? null : counts.Names[neighbor],
            Source = counts.CandidateCounts.Find(name)?.Source,
            Text = "",
        };
        var neighborTest = neighbor < 0 ? (FunctionTest?)null : test.Functions[neighbor];
        var isCallee = moved.TryGetValue(f.Index, out var source) && source.IsCallee;
        return verdict with { Text = VerdictText.Create(verdict, waiver, input.Today, neighborTest, isCallee) };
    }

    private FunctionOutcome Classify(FunctionTest f, FunctionName name, Waiver? waiver, bool renamed, bool moved)
    {
        var (hasRisen, isBorderline) = (HasRisen(f), IsBorderline(f));
        if (renamed)
        {
            return FunctionOutcome.Renamed;
        }

        if (hasRisen || isBorderline)
        {
            return policy.Ignored.Any(p => p.Matches(name)) ? FunctionOutcome.Ignored
                : waiver?.IsActiveOn(input.Today) == true ? FunctionOutcome.Waived
                : moved ? FunctionOutcome.Moved
                : isBorderline ? FunctionOutcome.Borderline
                : IsNew(f) ? FunctionOutcome.New : FunctionOutcome.Regressed;
        }

        return IsNew(f) ? FunctionOutcome.New
            : IsGone(f) ? FunctionOutcome.Vanished
            : f.HasFallen(test.FamilySize, alpha, GetMinimumRise(f)) ? FunctionOutcome.Improved
            : f.IsInFamily && test.FamilySize * f.PShare <= alpha && f.Difference >= GetMinimumRise(f) ? FunctionOutcome.CostShift
            : FunctionOutcome.Unchanged;
    }

    private ScreenedRise? Examine(FunctionTest f) => screen is null
        ? null
        : _screened[f.Index] ??= screen.Examine(f, GetMinimumRise(f), (counts.Baseline.RunCount, counts.Candidate.RunCount, nextRuns));

    // What cannot fail need not be confirmed.
    private bool NeedsConfirmation(FunctionTest f, FunctionName name, Waiver? waiver, bool isExplained) =>
        Examine(f) is { } screened
        && f.IsInFamily && IsPresent(f) && policy.FailOn.HasFlag(FailOn.Regression)
        && !isExplained && waiver?.IsActiveOn(input.Today) != true && !policy.Ignored.Any(p => p.Matches(name))
        && (!screened.IsClear || HasRisen(f) || IsBorderline(f));

    private double GetQuantile(double p, FunctionTest f)
    {
        if (!_quantiles.TryGetValue((p, f.DegreesOfFreedom), out var quantile))
        {
            _quantiles.Add((p, f.DegreesOfFreedom), quantile = Distributions.StudentUpperQuantile(p, f.DegreesOfFreedom));
        }

        return quantile;
    }

    private bool HasRisen(FunctionTest f) => _hasEnoughRuns && IsPresent(f) && f.HasRisen(test.FamilySize, alpha, GetMinimumRise(f));

    // With too few runs even a clear rise is only borderline.
    private bool IsBorderline(FunctionTest f)
    {
        var maxPValue = _isOnlyLook ? FunctionTest.SingleLookPValue : FunctionTest.BorderlinePValue;
        var minimumRise = GetMinimumRise(f);
        return IsPresent(f)
            && (f.IsBorderline(test.FamilySize, alpha, minimumRise, maxPValue)
                || (!_hasEnoughRuns && f.HasRisen(test.FamilySize, alpha, minimumRise)));
    }

    private double GetMinimumRise(FunctionTest f)
    {
        var minimumRise = policy.Thresholds.FirstOrDefault(t => t.Pattern.Matches(counts.Names[f.Index]))?.MinimumRise ?? policy.MinimumRise;
        return IsNew(f) ? Math.Max(minimumRise, policy.NewFunctionFloor) : minimumRise;
    }

    private bool IsPresent(FunctionTest f) =>
        !IsNew(f) || counts.Candidate.Shares(f.Index).Count(s => s > 0) >= NewFunctionPresence * counts.Candidate.RunCount;

    private static bool IsNew(FunctionTest f) => f is { Before: 0, After: > 0 };

    private static bool IsGone(FunctionTest f) => f is { Before: > 0, After: 0 };
}
