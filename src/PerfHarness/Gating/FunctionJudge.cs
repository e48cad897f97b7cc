using PerfHarness.Gating.Statistics;
using PerfHarness.Measurements;
using PerfHarness.Profiles;

namespace PerfHarness.Gating;

/// <summary>Turns the test's figures into a verdict for every function: what the policy says, and what the calls explain.</summary>
internal sealed class FunctionJudge(PairedCounts counts, ShareTest test, GatePolicy policy, GateInput input, double alpha, bool onlyLook)
{
    private readonly CallEdges _before = input.Baseline!.Edges.Select(policy.Functions);
    private readonly CallEdges _after = input.Candidate.Edges.Select(policy.Functions);
    private readonly bool _enoughRuns = Math.Min(counts.Baseline.Runs, counts.Candidate.Runs) >= policy.MinimumRuns;

    // Functions have one of two degrees of freedom, and a quantile is a search.
    private readonly Dictionary<(double P, double DegreesOfFreedom), double> _quantiles = [];

    /// <summary>Functions worth a line: failures first, then by the size of the change.</summary>
    public IReadOnlyList<FunctionVerdict> Judge()
    {
        var renames = RenameAnalysis.Find(test, counts.Names, _before, _after);
        var moves = new MoveAnalysis(test, counts, _before, _after);
        var moved = new Dictionary<int, MoveAnalysis.Move>();
        foreach (var function in test.Functions.Where(f => Rose(f) || AtTheBar(f)).OrderByDescending(f => f.NormalisedDifference).ThenBy(f => f.Index))
        {
            if (moves.SourceOf(function.Index) is { } move)
            {
                moved.Add(function.Index, move);
            }
        }

        return [.. test.Functions
            .Where(f => f.InFamily || (IsNew(f) && f.After >= ShareTest.FamilyShare) || (IsGone(f) && f.Before >= ShareTest.FamilyShare))
            .Select(f => Verdict(f, renames, moved))
            .OrderByDescending(v => v.Fails)
            .ThenByDescending(v => v.Outcome is not (FunctionOutcome.Unchanged or FunctionOutcome.ShareOnly))
            .ThenByDescending(v => Math.Abs(v.Difference))
            .ThenBy(v => v.Name.Module, StringComparer.Ordinal).ThenBy(v => v.Name.Name, StringComparer.Ordinal)];
    }

    private FunctionVerdict Verdict(FunctionTest f, Dictionary<int, int> renames, Dictionary<int, MoveAnalysis.Move> moved)
    {
        var name = counts.Names[f.Index];
        var neighbour = renames.TryGetValue(f.Index, out var old) ? old
            : IsGone(f) && renames.ContainsValue(f.Index) ? renames.First(r => r.Value == f.Index).Key
            : moved.TryGetValue(f.Index, out var move) ? move.Neighbour : -1;
        var waiver = policy.Waivers.FirstOrDefault(w => w.Pattern.Matches(name));
        var outcome = Outcome(f, name, waiver, renames.ContainsKey(f.Index), moved.ContainsKey(f.Index));
        var half = Quantile(0.025, f) * Math.Sqrt(f.Variance);
        var verdict = new FunctionVerdict
        {
            Name = name,
            Outcome = outcome,
            Fails = policy.FailOn.HasFlag(FailOn.Regression) && Rose(f) && outcome is FunctionOutcome.Regressed or FunctionOutcome.New,
            Tested = f.InFamily,
            Before = f.Before,
            After = f.After,
            Normalised = f.Normalised,
            Interval = (f.Difference - half, f.Difference + half),
            PShare = f.PShare,
            PNormalised = f.PNormalised,
            FamilyP = Math.Min(1, test.FamilySize * f.PRise),
            MinimumDetectable = Math.Max(TauOf(f), f.MinimumDetectable(Quantile(alpha / Math.Max(test.FamilySize, 1), f))),
            Threshold = TauOf(f),
            Dispersion = f.Dispersion,
            Kappa = f.Kappa,
            DegreesOfFreedom = f.DegreesOfFreedom,
            RunsBefore = counts.Baseline.Shares(f.Index),
            RunsAfter = counts.Candidate.Shares(f.Index),
            TotalBefore = PairedCounts.TotalShare(counts.BaselineCounts, name),
            TotalAfter = PairedCounts.TotalShare(counts.CandidateCounts, name),
            Neighbour = neighbour < 0 ? null : counts.Names[neighbour],
            Source = counts.CandidateCounts.Find(name)?.Source,
            Text = "",
        };
        var towards = neighbour < 0 ? (FunctionTest?)null : test.Functions[neighbour];
        var callee = moved.TryGetValue(f.Index, out var from) && from.IsCallee;
        return verdict with { Text = VerdictText.Of(verdict, waiver, input.Today, towards, callee) };
    }

    private FunctionOutcome Outcome(FunctionTest f, FunctionName name, Waiver? waiver, bool renamed, bool moved)
    {
        var (rose, open) = (Rose(f), AtTheBar(f));
        if (renamed)
        {
            return FunctionOutcome.Renamed;
        }

        if (rose || open)
        {
            return policy.Ignored.Any(p => p.Matches(name)) ? FunctionOutcome.Ignored
                : waiver?.HoldsOn(input.Today) == true ? FunctionOutcome.Waived
                : moved ? FunctionOutcome.Moved
                : open ? FunctionOutcome.AtTheBar
                : IsNew(f) ? FunctionOutcome.New : FunctionOutcome.Regressed;
        }

        return IsNew(f) ? FunctionOutcome.New
            : IsGone(f) ? FunctionOutcome.Vanished
            : f.Fell(test.FamilySize, alpha, TauOf(f)) ? FunctionOutcome.Improved
            : f.InFamily && test.FamilySize * f.PShare <= alpha && f.Difference >= TauOf(f) ? FunctionOutcome.ShareOnly
            : FunctionOutcome.Unchanged;
    }

    private double Quantile(double p, FunctionTest f)
    {
        if (!_quantiles.TryGetValue((p, f.DegreesOfFreedom), out var quantile))
        {
            _quantiles.Add((p, f.DegreesOfFreedom), quantile = Distributions.StudentUpperQuantile(p, f.DegreesOfFreedom));
        }

        return quantile;
    }

    private bool Rose(FunctionTest f) => _enoughRuns && Present(f) && f.Rose(test.FamilySize, alpha, TauOf(f));

    // On too few runs even a clear rise is only open.
    private bool AtTheBar(FunctionTest f) =>
        Present(f) && (f.AtTheBar(test.FamilySize, alpha, TauOf(f), onlyLook ? FunctionTest.OnlyLookProbability : FunctionTest.OpenProbability) || (!_enoughRuns && f.Rose(test.FamilySize, alpha, TauOf(f))));

    private double TauOf(FunctionTest f)
    {
        var tau = policy.Thresholds.FirstOrDefault(t => t.Pattern.Matches(counts.Names[f.Index]))?.Tau ?? policy.Tau;
        return IsNew(f) ? Math.Max(tau, policy.NewFunctionFloor) : tau;
    }

    private bool Present(FunctionTest f) =>
        !IsNew(f) || counts.Candidate.Shares(f.Index).Count(s => s > 0) >= policy.NewFunctionPresence * counts.Candidate.Runs;

    private static bool IsNew(FunctionTest f) => f is { Before: 0, After: > 0 };

    private static bool IsGone(FunctionTest f) => f is { Before: > 0, After: 0 };
}
