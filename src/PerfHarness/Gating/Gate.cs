using System.Globalization;
using PerfHarness.Baselines;
using PerfHarness.Gating.Statistics;
using PerfHarness.Measurements;
using PerfHarness.Profiles;

namespace PerfHarness.Gating;

/// <summary>
/// Judges a candidate. A build fails only on sufficient evidence; data that is not conclusive is inconclusive, never a
/// pass. The same input always gives the same verdict.
/// </summary>
public sealed class Gate(GatePolicy? policy = null)
{
    private readonly GatePolicy _policy = (policy ?? GatePolicy.Default).Validate();

    private static DateOnly Today => DateOnly.FromDateTime(DateTime.UtcNow);

    /// <summary>
    /// Compares two profiles. Each input that was loaded is a run: with fewer than five runs per side, the verdict is
    /// inconclusive. Waivers are checked for today's date (UTC).
    /// </summary>
    public GateVerdict Judge(Profile before, Profile after) =>
        Judge(new GateInput { Baseline = Measurement.Create(before), Candidate = Measurement.Create(after), Today = Today });

    /// <summary>Compares a profile with a stored baseline, or judges its budgets alone where there is no baseline yet.</summary>
    /// <param name="baseline">From <see cref="BaselineFolder.FindAsync"/>; null for none.</param>
    public GateVerdict Judge(Baseline? baseline, Profile candidate) => Judge(GateInput.CreateStored(baseline, Measurement.Create(candidate), Today));

    internal GateVerdict Judge(GateInput input)
    {
        ArgumentNullException.ThrowIfNull(input);
        input = AlignOrdinals(input);
        var candidate = input.Candidate.Counts.Apply(_policy.Functions);
        var baseline = input.Baseline?.Counts.Apply(_policy.Functions);
        var runs = input.Interleaved && baseline is not null ? Math.Min(baseline.Runs.Count, candidate.Runs.Count) : candidate.Runs.Count;
        var verdict = new GateVerdict
        {
            Outcome = GateOutcome.Pass,
            Reasons = [],
            Plan = new StagePlan(StageDecision.Pass, runs, runs, _policy.GetStage(runs, input is { Interleaved: true, LookCount: > 1 }).Alpha, ""),
            Functions = [],
            Budgets = [.. _policy.Budgets.Select(b => BudgetTest.Run(candidate, b, _policy, input.Today))],
            Diagnostics = [],
            Interleaved = input.Interleaved,
            Compared = false,
            BaselineRuns = baseline?.Runs.Count ?? 0,
            CandidateRuns = candidate.Runs.Count,
            TreatInconclusiveAs = _policy.TreatInconclusiveAs,
        };

        var differences = FindDifferences(input);
        var obstacles = FindObstacles(input, baseline, candidate, differences);
        if (baseline is not null && obstacles.Count == 0)
        {
            verdict = Compare(verdict, input, baseline, candidate);
        }

        verdict = new GateDecision(_policy, input, candidate).Decide(verdict, obstacles, differences);
        return verdict with
        {
            Diagnostics = [.. VerdictDiagnostics.Create(verdict, input, differences, _policy), .. PatternDiagnostics.Create(input, _policy)],
        };
    }

    private static GateInput AlignOrdinals(GateInput input)
    {
        if (input.Baseline is null)
        {
            return input with { Candidate = OrdinalAlignment.MergeProcessOrdinals(input.Candidate) };
        }

        var (baseline, candidate) = OrdinalAlignment.Align(input.Baseline, input.Candidate);
        return input with { Baseline = baseline, Candidate = candidate };
    }

    // Interleaved sides differ on purpose, in the binary, its command or its runtime; only what prevents a comparison counts.
    private static IReadOnlyList<ConditionDifference> FindDifferences(GateInput input)
    {
        var all = input.Baseline?.Conditions.Compare(input.Candidate.Conditions) ?? [];
        return input.Interleaved ? [.. all.Where(d => d.IsBlocking)] : all;
    }

    private List<string> FindObstacles(GateInput input, RunCounts? baseline, RunCounts candidate, IReadOnlyList<ConditionDifference> differences)
    {
        var obstacles = differences.Where(d => d.IsBlocking).Select(d => $"not comparable: {d}").ToList();
        obstacles.AddRange(InputCheck.FindProblems("candidate", candidate, _policy));
        if (baseline is not null)
        {
            obstacles.AddRange(InputCheck.FindProblems("baseline", baseline, _policy));
            if (obstacles.Count == 0 && baseline.Runs.Count + candidate.Runs.Count < 3)
            {
                obstacles.Add("with one run per side the variance cannot be estimated");
            }

            if (obstacles.Count == 0 && baseline.Runs.Count < GatePolicy.MinimumRuns && !input.Interleaved)
            {
                obstacles.Add(string.Create(
                    CultureInfo.InvariantCulture,
                    $"the baseline has only {baseline.Runs.Count} run{(baseline.Runs.Count == 1 ? "" : "s")}; ")
                    + string.Create(CultureInfo.InvariantCulture, $"at least {GatePolicy.MinimumRuns} are needed"));
            }
        }

        return obstacles;
    }

    private GateVerdict Compare(GateVerdict verdict, GateInput input, RunCounts baseline, RunCounts candidate)
    {
        var drift = input.Interleaved ? SessionDrift.Interleaved : SessionDrift.Estimate(baseline);
        var counts = new PairedCounts(baseline, candidate);
        var kappas = drift.GetDriftByFunction(counts);
        var test = ShareTest.Run(counts.Baseline, counts.Candidate, kappas, arePairs: input.Interleaved);
        var observed = input.Interleaved ? null : ObservedDrift.Create(test, counts);
        var screen = observed is not null && input.CanConfirm ? new Screen(test, counts.Names, _policy, kappas, observed) : null;
        if (screen is null && observed?.Raise(kappas, counts.Names) is { } raised)
        {
            test = ShareTest.Run(counts.Baseline, counts.Candidate, raised);
        }

        var nextRuns = GateDecision.GetNextRuns(_policy, input, verdict.Plan.Runs);
        return verdict with
        {
            Functions = new FunctionJudge(counts, test, _policy, input, verdict.Plan.Alpha, nextRuns, screen).Judge(),
            Total = TotalTest.Run(baseline, candidate, _policy, input, isLastLook: nextRuns is null),
            WallTime = TotalTest.RunWall(baseline, candidate, _policy, input),
            Compared = true,
            SessionDrift = drift,
            ObservedDrift = observed,
            IsPaired = test.IsPaired,
            FamilySize = test.FamilySize,
            CommonFactor = Math.Exp(test.CommonFactor.Log),
            TypicalDispersion = test.Prior.Dispersion,
        };
    }
}
