using System.Globalization;
using PerfHarness.Analysis;
using PerfHarness.Baselines;
using PerfHarness.Gating.Statistics;
using PerfHarness.Measurements;
using PerfHarness.Profiles;

namespace PerfHarness.Gating;

/// <summary>
/// Judges a candidate. A build fails only when the evidence is there; data that cannot decide is inconclusive, never a
/// pass. The same input always gives the same verdict.
/// </summary>
public sealed class Gate(GatePolicy? policy = null)
{
    private readonly GatePolicy _policy = (policy ?? GatePolicy.Default).Validate();

    /// <summary>
    /// Compares two profiles. Each input that was loaded is a run: with fewer than five runs a side, the default policy's
    /// minimum, the verdict is inconclusive. Waivers are looked at on today's date (UTC).
    /// </summary>
    public GateVerdict Judge(Profile before, Profile after) =>
        Judge(new GateInput { Baseline = Measurement.Create(before), Candidate = Measurement.Create(after), Today = Today });

    /// <summary>Compares a profile with a stored baseline, or judges its budgets alone where there is no baseline yet.</summary>
    /// <param name="baseline">From <see cref="BaselineFolder.FindAsync"/>; null for none.</param>
    public GateVerdict Judge(Baseline? baseline, Profile candidate) => Judge(GateInput.CreateStored(baseline, Measurement.Create(candidate), Today));

    internal GateVerdict Judge(GateInput input)
    {
        ArgumentNullException.ThrowIfNull(input);
        var candidate = input.Candidate.Counts.Apply(_policy.Functions);
        var baseline = input.Baseline?.Counts.Apply(_policy.Functions);
        var runs = input.Interleaved && baseline is not null ? Math.Min(baseline.Runs.Count, candidate.Runs.Count) : candidate.Runs.Count;
        var verdict = new GateVerdict
        {
            Outcome = GateOutcome.Pass,
            Reasons = [],
            Plan = new StagePlan(StageDecision.Pass, runs, runs, _policy.GetStage(runs).Alpha, ""),
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
        var blocks = FindObstacles(input, baseline, candidate, differences);
        if (baseline is not null && blocks.Count == 0)
        {
            verdict = Compare(verdict, input, baseline, candidate);
        }

        verdict = Decide(verdict, input, blocks, differences, InputCheck.ComputeUnnamedShare(candidate));
        return verdict with { Diagnostics = VerdictDiagnostics.Create(verdict, input, differences, _policy) };
    }

    private static DateOnly Today => DateOnly.FromDateTime(DateTime.UtcNow);

    // Interleaved sides differ on purpose, in the binary, its command or its runtime; only what breaks the comparison counts.
    private static IReadOnlyList<ConditionDifference> FindDifferences(GateInput input)
    {
        var all = input.Baseline?.Conditions.Compare(input.Candidate.Conditions) ?? [];
        return input.Interleaved ? [.. all.Where(d => d.IsBlocking)] : all;
    }

    private List<string> FindObstacles(GateInput input, RunCounts? baseline, RunCounts candidate, IReadOnlyList<ConditionDifference> differences)
    {
        var blocks = differences.Where(d => d.IsBlocking).Select(d => $"not comparable, {d}").ToList();
        blocks.AddRange(InputCheck.FindProblems("candidate", candidate, _policy));
        if (baseline is not null)
        {
            blocks.AddRange(InputCheck.FindProblems("baseline", baseline, _policy));
            if (blocks.Count == 0 && baseline.Runs.Count + candidate.Runs.Count < 3)
            {
                blocks.Add("one run a side shows no spread");
            }

            if (blocks.Count == 0 && baseline.Runs.Count < _policy.MinimumRuns && !input.Interleaved)
            {
                blocks.Add(string.Create(CultureInfo.InvariantCulture, $"the baseline has {baseline.Runs.Count} runs, fewer than {_policy.MinimumRuns}"));
            }
        }

        return blocks;
    }

    private GateVerdict Compare(GateVerdict verdict, GateInput input, RunCounts baseline, RunCounts candidate)
    {
        var noise = input.Interleaved ? SessionDrift.CreateInterleaved(_policy) : SessionDrift.Estimate(baseline, _policy);
        var counts = new PairedCounts(baseline, candidate);
        var test = ShareTest.Run(counts.Baseline, counts.Candidate, noise.GetDriftByFunction(counts, _policy));
        return verdict with
        {
            Functions = new FunctionJudge(counts, test, _policy, input, verdict.Plan.Alpha, onlyLook: input.LookCount <= 1 && GetNextRuns(verdict, input) is null).Judge(),
            Total = input.Interleaved ? TotalTest.Run(baseline, candidate, _policy) : null,
            Compared = true,
            SessionDrift = noise,
            FamilySize = test.FamilySize,
            CommonFactor = Math.Exp(test.CommonFactor.Log),
            TypicalDispersion = test.Prior.Dispersion,
        };
    }

    private GateVerdict Decide(GateVerdict verdict, GateInput input, List<string> blocks, IReadOnlyList<ConditionDifference> differences, double unnamed)
    {
        var soft = differences.Where(d => !d.IsBlocking).ToList();
        var budgets = verdict.Budgets.Where(b => b.IsFailure).Select(b => b.Text).ToList();
        var failures = verdict.Failures.Select(f => $"{f.Name.Name}: {f.Text}").ToList();
        if (verdict.Total is { IsFailure: true } total)
        {
            failures.Add(total.Text);
        }

        // A budget needs no baseline, so that only bad runs of the candidate itself stand in its way.
        if (budgets.Count > 0 && InputCheck.FindProblems("candidate", input.Candidate.Counts.Apply(_policy.Functions), _policy).Count == 0)
        {
            return Conclude(verdict, GateOutcome.Fail, [.. budgets, .. failures, .. blocks]);
        }

        if (blocks.Count > 0)
        {
            return Conclude(verdict, GateOutcome.Inconclusive, blocks);
        }

        if (failures.Count > 0)
        {
            // The load explains a change of shares as well as the program does; recorded in turn, both sides have the same.
            var small = verdict.Failures.All(f => f.Difference < LoadDifference.MaximumAffectedRise);
            var shift = small && input is { Interleaved: false, Baseline: { } stored } ? LoadDifference.Describe(stored.Counts, input.Candidate.Counts, input.Candidate.Conditions.Fingerprint.ProcessorCount) : null;
            if (shift is not null && soft.Count == 0)
            {
                return Conclude(verdict, GateOutcome.Inconclusive, [$"{shift}; record again when it is as it was, or both sides in turn with --baseline-ref or --baseline-command", .. failures]);
            }

            return soft.Count == 0
                ? Conclude(verdict, GateOutcome.Fail, failures)
                : Conclude(verdict, GateOutcome.Warning, [.. soft.Select(d => $"the baseline was recorded under other conditions, {d}: a regression is only told"), .. failures]);
        }

        return DecideBorderline(verdict, input) ?? DecidePass(verdict, unnamed);
    }

    private int? GetNextRuns(GateVerdict verdict, GateInput input) => input.CanContinue ? StagePlan.GetNextRuns(_policy, verdict.Plan.Runs, input.MaximumRuns) : null;

    // More runs are wanted, or would be if they could be had.
    private GateVerdict? DecideBorderline(GateVerdict verdict, GateInput input)
    {
        if (!verdict.Compared)
        {
            return null;
        }

        var atTheBar = _policy.FailOn.HasFlag(FailOn.Regression) ? verdict.Functions.Where(f => f.Outcome == FunctionOutcome.Borderline).ToList() : [];
        var next = GetNextRuns(verdict, input);
        var total = _policy.FailOn.HasFlag(FailOn.Total) && (next is null ? verdict.Total is { IsDoubtful: true } : verdict.Total is { IsBorderline: true }) ? verdict.Total : null;
        var tooFew = verdict.Plan.Runs < _policy.MinimumRuns;
        if (atTheBar.Count == 0 && total is null && !tooFew)
        {
            return null;
        }

        var reason = tooFew
            ? string.Create(CultureInfo.InvariantCulture, $"{verdict.Plan.Runs} run{(verdict.Plan.Runs == 1 ? "" : "s")} a side, fewer than {_policy.MinimumRuns}")
            : atTheBar.Count == 0 ? $"the whole is at the bar, {total!.Text}"
            : string.Create(CultureInfo.InvariantCulture, $"{atTheBar.Count} function{(atTheBar.Count == 1 ? " is" : "s are")} at the bar, {atTheBar[0].Name.Name} with {NumberFormatter.FormatShareChange(atTheBar[0].Difference)} (p {NumberFormatter.FormatProbability(Math.Max(atTheBar[0].PValue, atTheBar[0].NormalizedPValue))})");
        return next is { } more
            ? verdict with
            {
                Outcome = GateOutcome.Inconclusive,
                Reasons = [reason],
                Plan = verdict.Plan with { Decision = StageDecision.Continue, NextRuns = more, Reason = string.Create(CultureInfo.InvariantCulture, $"{reason}: {more - verdict.Plan.Runs} more runs a side") },
            }
            : Conclude(verdict, GateOutcome.Inconclusive, [reason]);
    }

    private GateVerdict DecidePass(GateVerdict verdict, double unnamed)
    {
        if (unnamed > _policy.MaximumUnnamed)
        {
            return Conclude(verdict, GateOutcome.Inconclusive, [string.Create(CultureInfo.InvariantCulture, $"{NumberFormatter.FormatShare(unnamed)} of the self samples have no name, more than {NumberFormatter.FormatShare(_policy.MaximumUnnamed)}")]);
        }

        var told = verdict.Functions.Where(f => f.Outcome is FunctionOutcome.Regressed or FunctionOutcome.Moved or FunctionOutcome.Renamed).Select(f => $"{f.Name.Name}: {f.Text}")
            .Concat(verdict.Budgets.Where(b => b.Exceeded).Select(b => b.Text)).ToList();
        if (verdict.Total is { IsSlower: true } slower)
        {
            told.Add(slower.Text);
        }

        return told.Count > 0 ? Conclude(verdict, GateOutcome.Warning, told)
            : !verdict.Compared ? Conclude(verdict, GateOutcome.Pass, ["there is no baseline to compare with"])
            : Conclude(verdict, GateOutcome.Pass, [
                string.Create(CultureInfo.InvariantCulture, $"no function of {verdict.FamilySize} regressed ({verdict.BaselineRuns}+{verdict.CandidateRuns} runs)"),
                .. verdict.TypicalDetectableRise is { } rise ? (string[])[$"in the median function of 1 % and more a rise of {NumberFormatter.FormatShareChange(rise)} would have shown"] : []]);
    }

    private static GateVerdict Conclude(GateVerdict verdict, GateOutcome outcome, IReadOnlyList<string> reasons) => verdict with
    {
        Outcome = outcome,
        Reasons = reasons,
        Plan = verdict.Plan with
        {
            Decision = outcome switch { GateOutcome.Fail => StageDecision.Fail, GateOutcome.Inconclusive => StageDecision.Inconclusive, _ => StageDecision.Pass },
            NextRuns = verdict.Plan.Runs,
            Reason = reasons[0],
        },
    };
}
