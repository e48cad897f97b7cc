using System.Globalization;
using PerfHarness.Analysis;
using PerfHarness.Measurements;

namespace PerfHarness.Gating;

/// <summary>
/// Derives the verdict's outcome from what was found. The order is the rule: budgets need no baseline, obstacles prevent a
/// comparison, failures end it, borderline functions ask for more runs, and only what is left passes.
/// </summary>
/// <param name="candidate">The functions that the policy selects.</param>
internal sealed class GateDecision(GatePolicy policy, GateInput input, RunCounts candidate)
{
    // A wall time that rose by as much more than the CPU time is spent waiting.
    private const double WaitFactor = 1.05;

    /// <summary>Runs per side of the next look, or null if there is none.</summary>
    public static int? GetNextRuns(GatePolicy policy, GateInput input, int runs) =>
        input.CanContinue ? StagePlan.GetNextRuns(policy, runs, input.MaximumRuns) : null;

    /// <summary>More runs are recorded before the verdict.</summary>
    /// <param name="cost">What is recorded.</param>
    public static GateVerdict Continue(GateVerdict verdict, string reason, int nextRuns, string cost) => verdict with
    {
        Outcome = GateOutcome.Inconclusive,
        Reasons = [reason],
        Plan = verdict.Plan with { Decision = StageDecision.Continue, NextRuns = nextRuns, Reason = $"{reason}: {cost}" },
    };

    /// <summary>Both sides are recorded interleaved, and that verdict is the build's.</summary>
    public static GateVerdict Confirm(GateVerdict verdict, IReadOnlyList<string> reasons) => verdict with
    {
        Outcome = GateOutcome.Inconclusive,
        Reasons = reasons,
        Plan = verdict.Plan with { Decision = StageDecision.Confirm, NextRuns = verdict.Plan.Runs, Reason = reasons[0] },
    };

    public GateVerdict Decide(GateVerdict verdict, List<string> obstacles, IReadOnlyList<ConditionDifference> differences)
    {
        var budgets = verdict.Budgets.Where(b => b.IsFailure).Select(b => b.Text).ToList();
        var failures = verdict.Failures.Select(f => $"{f.Name.Name}: {f.Text}").ToList();
        if (verdict.Total is { IsFailure: true } total)
        {
            failures.Add(total.Text);
        }

        // A budget needs no baseline: only unfit runs of the candidate itself prevent the failure.
        if (budgets.Count > 0 && InputCheck.FindProblems("candidate", candidate, policy).Count == 0)
        {
            return Conclude(verdict, GateOutcome.Fail, [.. budgets, .. failures, .. obstacles]);
        }

        return input is { CanConfirm: true, Interleaved: false, Baseline: not null } ? DecideScreen(verdict, obstacles)
            : obstacles.Count > 0 ? Conclude(verdict, GateOutcome.Inconclusive, obstacles)
            : failures.Count > 0 ? DecideFailures(verdict, failures, [.. differences.Where(d => !d.IsBlocking)])
            : DecideBorderline(verdict) ?? DecidePass(verdict);
    }

    // What only the baseline or the machine's state is unfit for is not lost: interleaved runs need neither.
    private GateVerdict DecideScreen(GateVerdict verdict, List<string> obstacles)
    {
        var unfit = InputCheck.FindProblems("candidate", candidate, policy);
        return unfit.Count > 0 ? Conclude(verdict, GateOutcome.Inconclusive, unfit)
            : obstacles.Count > 0 ? Confirm(verdict, obstacles)
            : verdict.Plan.Runs < GatePolicy.MinimumRuns ? DecideBorderline(verdict)!
            : new ScreenDecision(policy, input).Decide(verdict) ?? DecidePass(verdict);
    }

    private GateVerdict DecideFailures(GateVerdict verdict, List<string> failures, List<ConditionDifference> nonBlocking)
    {
        if (nonBlocking.Count > 0)
        {
            var warnings = nonBlocking.Select(d => $"the baseline was recorded under different conditions ({d}): regressions are only warnings");
            return Conclude(verdict, GateOutcome.Warning, [.. warnings, .. failures]);
        }

        return FindLoadDifference(verdict) is { } difference
            ? Conclude(
                verdict,
                GateOutcome.Inconclusive,
                [
                    $"{difference}; record again under the same load, "
                    + "or record both sides interleaved with --baseline-ref or --baseline-command",
                    .. failures,
                ])
            : Conclude(verdict, GateOutcome.Fail, failures);
    }

    // The load explains a change of shares as well as the program does; interleaved sides have the same.
    private string? FindLoadDifference(GateVerdict verdict)
    {
        var allSmall = verdict.Failures.All(f => f.Difference < LoadDifference.MaximumAffectedRise)
            && verdict.Total is not { IsFailure: true, Ratio: >= LoadDifference.MaximumAffectedTotal };
        return allSmall && input is { Interleaved: false, Baseline: { } stored }
            ? LoadDifference.Describe(stored.Counts, input.Candidate.Counts, input.Candidate.Conditions.Fingerprint.ProcessorCount)
            : null;
    }

    // More runs are needed, or would be if they could be recorded.
    private GateVerdict? DecideBorderline(GateVerdict verdict)
    {
        if (!verdict.Compared)
        {
            return null;
        }

        var borderline = policy.FailOn.HasFlag(FailOn.Regression)
            ? verdict.Functions.Where(f => f.Outcome == FunctionOutcome.Borderline).ToList()
            : [];
        var nextRuns = GetNextRuns(policy, input, verdict.Plan.Runs);
        var isTotalBorderline = policy.FailOn.HasFlag(FailOn.Total)
            && (nextRuns is null ? verdict.Total is { IsDoubtful: true } : verdict.Total is { IsBorderline: true });
        var hasTooFewRuns = verdict.Plan.Runs < GatePolicy.MinimumRuns;
        if (borderline.Count == 0 && !isTotalBorderline && !hasTooFewRuns)
        {
            return null;
        }

        if (borderline.Count + (isTotalBorderline ? 1 : 0) == 1)
        {
            nextRuns ??= StagePlan.GetExtraRuns(policy, input, verdict.Plan.Runs);
        }

        var reason = hasTooFewRuns ? DescribeTooFewRuns(verdict.Plan.Runs)
            : borderline.Count == 0 ? $"the total is borderline: {verdict.Total!.Text}"
            : DescribeBorderline(borderline);
        return nextRuns is { } next
            ? Continue(verdict, reason, next, string.Create(CultureInfo.InvariantCulture, $"recording {next - verdict.Plan.Runs} more runs per side"))
            : Conclude(verdict, GateOutcome.Inconclusive, [reason]);
    }

    private GateVerdict DecidePass(GateVerdict verdict)
    {
        var unresolved = InputCheck.ComputeUnnamedShare(candidate);
        if (unresolved > policy.MaximumUnnamed)
        {
            var limit = NumberFormatter.FormatShare(policy.MaximumUnnamed);
            return Conclude(
                verdict,
                GateOutcome.Inconclusive,
                [$"{NumberFormatter.FormatShare(unresolved)} of the self samples are unresolved, more than {limit}"]);
        }

        var warnings = verdict.Functions
            .Where(f => f.Outcome is FunctionOutcome.Regressed or FunctionOutcome.Moved or FunctionOutcome.Renamed)
            .Select(f => $"{f.Name.Name}: {f.Text}")
            .Concat(verdict.Budgets.Where(b => b.Exceeded).Select(b => b.Text)).ToList();
        if (verdict.Total is { IsSlower: true } slower)
        {
            warnings.Add(slower.Text);
        }
        else if (verdict.WallTime is { IsSlower: true } longer && longer.Ratio >= WaitFactor * (verdict.Total?.Ratio ?? 1))
        {
            warnings.Add($"{longer.Text}, and the CPU time does not say why: the program waits longer");
        }

        return warnings.Count > 0 ? Conclude(verdict, GateOutcome.Warning, [.. warnings, .. PassReasons.CreateNotes(verdict)])
            : Conclude(verdict, GateOutcome.Pass, verdict.Compared ? PassReasons.Create(verdict, input) : ["there is no baseline to compare with"]);
    }

    private static string DescribeTooFewRuns(int runs) => string.Create(
        CultureInfo.InvariantCulture, $"only {runs} run{(runs == 1 ? "" : "s")} per side; at least {GatePolicy.MinimumRuns} are needed");

    // The first has the largest change.
    private static string DescribeBorderline(List<FunctionVerdict> borderline)
    {
        var largest = borderline[0];
        var unadjusted = NumberFormatter.FormatProbability(Math.Max(largest.PValue, largest.NormalizedPValue));
        return string.Create(CultureInfo.InvariantCulture, $"{borderline.Count} function{(borderline.Count == 1 ? " is" : "s are")} borderline, ")
            + $"{(borderline.Count == 1 ? "" : "above all ")}{largest.Name.Name} with {NumberFormatter.FormatShareChange(largest.Difference)} "
            + $"(unadjusted p {unadjusted}, adjusted p {NumberFormatter.FormatProbability(largest.AdjustedPValue)})";
    }

    private static GateVerdict Conclude(GateVerdict verdict, GateOutcome outcome, IReadOnlyList<string> reasons) => verdict with
    {
        Outcome = outcome,
        Reasons = reasons,
        Plan = verdict.Plan with
        {
            Decision = outcome switch
            {
                GateOutcome.Fail => StageDecision.Fail,
                GateOutcome.Inconclusive => StageDecision.Inconclusive,
                _ => StageDecision.Pass,
            },
            NextRuns = verdict.Plan.Runs,
            Reason = reasons[0],
        },
    };
}
