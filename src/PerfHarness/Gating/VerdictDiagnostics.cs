using System.Globalization;
using PerfHarness.Analysis;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Measurements;

namespace PerfHarness.Gating;

/// <summary>The verdict as messages with stable codes.</summary>
internal static class VerdictDiagnostics
{
    private const string AcceptCommand = "'dotnet perfharness baseline accept'";
    private const string AddCommand = "'dotnet perfharness baseline accept --add'";

    public static IReadOnlyList<Diagnostic> Create(
        GateVerdict verdict, GateInput input, IReadOnlyList<ConditionDifference> differences, GatePolicy policy)
    {
        var list = new List<Diagnostic>();
        if (verdict.Plan.Decision == StageDecision.Confirm)
        {
            // What is found interleaved is reported.
            return list;
        }

        if (input.Baseline is null)
        {
            list.Add(new Diagnostic(
                DiagnosticCodes.BaselineMissing,
                Severity.Info,
                "there is no baseline to compare with.",
                $"Accept one with {AcceptCommand}, preferably from 20 runs in 4 sessions."));
        }

        list.AddRange(differences.Select(CreateForDifference));
        list.AddRange(verdict.Functions.Select(f => CreateForFunction(f, verdict.Outcome)).OfType<Diagnostic>());
        list.AddRange(CreateForExpiredWaivers(verdict, input, policy));
        list.AddRange(verdict.Budgets.Where(b => b.Exceeded)
            .Select(b => new Diagnostic(DiagnosticCodes.BudgetExceeded, GetSeverity(b.IsFailure), $"{b.Text}.")));
        if (verdict.Total is { IsSlower: true } total)
        {
            list.Add(new Diagnostic(DiagnosticCodes.TotalSlower, GetSeverity(total.IsFailure), $"{total.Text}."));
        }

        // What a screen does not clear is confirmed: more sessions would not change what is found.
        if (HasTooFewSessions(verdict) && !input.CanConfirm)
        {
            list.Add(CreateForDrift(verdict.SessionDrift));
        }

        if (verdict.Outcome == GateOutcome.Inconclusive && verdict.Plan.Decision != StageDecision.Continue)
        {
            list.Add(new Diagnostic(
                DiagnosticCodes.Inconclusive,
                Severity.Warning,
                $"the data is not conclusive: {string.Join("; ", verdict.Reasons)}.",
                GetInconclusiveRemedy(verdict, input, policy)));
        }

        return list;
    }

    private static Severity GetSeverity(bool isFailure) => isFailure ? Severity.Error : Severity.Warning;

    private static bool HasTooFewSessions(GateVerdict verdict) =>
        verdict is { Compared: true, Interleaved: false } && verdict.SessionDrift.Sessions < SessionDrift.MinimumSessions;

    private static Diagnostic CreateForDifference(ConditionDifference difference) => difference.IsBlocking
        ? new Diagnostic(
            DiagnosticCodes.NotComparable,
            Severity.Error,
            $"the baseline cannot be compared with this recording: {difference}.",
            "Accept a new baseline under these conditions, or record under the baseline's conditions.")
        : new Diagnostic(
            DiagnosticCodes.EnvironmentDiffers,
            Severity.Warning,
            $"the baseline was recorded under different conditions ({difference}); regressions are only warnings.",
            "Accept a new baseline under these conditions.");

    private static Diagnostic CreateForDrift(SessionDrift drift) => new(
        DiagnosticCodes.InsufficientBaseline,
        Severity.Info,
        string.Create(CultureInfo.InvariantCulture, $"the baseline has {drift.Sessions} session{(drift.Sessions == 1 ? "" : "s")}, ")
            + $"too few to measure this machine's drift: {NumberFormatter.FormatShare(drift.Drift)} of each share is assumed.",
        $"Add sessions with {AddCommand} until there are {NumberFormatter.FormatCount(SessionDrift.MinimumSessions)}, "
        + "to detect smaller regressions.");

    private static string? GetInconclusiveRemedy(GateVerdict verdict, GateInput input, GatePolicy policy)
    {
        var runs = (input.Baseline?.Counts.Runs ?? []).Concat(input.Candidate.Counts.Runs).ToList();
        var isBorderline = verdict.Total is { IsDoubtful: true } || verdict.Functions.Any(f => f.Outcome == FunctionOutcome.Borderline);
        return runs.Exists(r => r.Samples < policy.MinimumSamples) ? "Let the benchmark run longer, or raise --frequency."
            : runs.Exists(r => r.LostShare > policy.MaximumLost) ? "Lower --frequency, or reduce other load on the machine."
            : runs.Exists(RunQuality.MissesTime) ? "Sample the CPUs instead of the threads (--per-cpu), on both sides."
            : !isBorderline ? null
            : HasTooFewSessions(verdict)
                ? $"Add sessions to the baseline ({AddCommand}) or record both builds interleaved "
                    + "(--baseline-ref, --baseline-command); more runs do not help."
                : "Use longer runs, more runs (--runs 40) or a quieter machine; 'dotnet perfharness calibrate' shows what this machine needs.";
    }

    private static Diagnostic? CreateForFunction(FunctionVerdict f, GateOutcome outcome)
    {
        var code = f.Outcome switch
        {
            FunctionOutcome.Regressed or FunctionOutcome.Waived => DiagnosticCodes.Regression,
            FunctionOutcome.Moved => DiagnosticCodes.CostMoved,
            FunctionOutcome.New => f.IsFailure ? DiagnosticCodes.NewFunction : (DiagnosticCode?)null,
            FunctionOutcome.Renamed => DiagnosticCodes.FunctionRenamed,
            _ => null,
        };
        var severity = f.IsFailure && outcome == GateOutcome.Fail ? Severity.Error
            : f.Outcome == FunctionOutcome.Waived ? Severity.Info : Severity.Warning;
        return code is { } known
            ? new Diagnostic(known, severity, $"{f.Name.Name}: {f.Text}.", null, f.Source?.File, f.Source?.Line ?? 0, f.Source?.Column ?? 0)
            : null;
    }

    private static IEnumerable<Diagnostic> CreateForExpiredWaivers(GateVerdict verdict, GateInput input, GatePolicy policy) =>
        from waiver in policy.Waivers
        where !waiver.IsActiveOn(input.Today)
        let coversFailure = verdict.Failures.Any(f => waiver.Pattern.Matches(f.Name))
        select new Diagnostic(
            DiagnosticCodes.WaiverExpired,
            GetSeverity(coversFailure && verdict.Outcome == GateOutcome.Fail),
            string.Create(CultureInfo.InvariantCulture, $"the waiver for '{waiver.Pattern}' expired on {waiver.Until:yyyy-MM-dd} ({waiver.Reason})."),
            coversFailure
                ? "Fix the regression, accept a new baseline, or renew the waiver with a reason."
                : "No function that it covers regressed: it can be removed.");
}
