using System.Globalization;
using PerfHarness.Analysis;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Measurements;

namespace PerfHarness.Gating;

/// <summary>The verdict as messages with stable codes.</summary>
internal static class VerdictDiagnostics
{
    public static IReadOnlyList<Diagnostic> Create(GateVerdict verdict, GateInput input, IReadOnlyList<ConditionDifference> differences, GatePolicy policy)
    {
        var list = new List<Diagnostic>();
        if (input.Baseline is null)
        {
            list.Add(new Diagnostic(DiagnosticCodes.BaselineMissing, Severity.Info, "there is no baseline to compare with.", "Accept one with 'dotnet perfharness baseline accept', best from 20 runs in 4 sessions."));
        }

        list.AddRange(differences.Select(d => d.IsBlocking
            ? new Diagnostic(DiagnosticCodes.NotComparable, Severity.Error, $"the baseline cannot be compared with this recording, {d}.", "Accept a baseline under these conditions, or record under the baseline's.")
            : new Diagnostic(DiagnosticCodes.EnvironmentDiffers, Severity.Warning, $"the baseline was recorded under other conditions, {d}; a regression is only told.", "Accept a baseline under these conditions.")));
        list.AddRange(verdict.Functions.Select(f => CreateForFunction(f, verdict.Outcome)).OfType<Diagnostic>());
        list.AddRange(CreateForExpiredWaivers(verdict, input, policy));
        list.AddRange(verdict.Budgets.Where(b => b.Exceeded).Select(b => new Diagnostic(DiagnosticCodes.BudgetExceeded, b.IsFailure ? Severity.Error : Severity.Warning, $"{b.Text}.")));
        if (verdict.Total is { IsSlower: true } total)
        {
            list.Add(new Diagnostic(DiagnosticCodes.TotalSlower, total.IsFailure ? Severity.Error : Severity.Warning, $"{total.Text}."));
        }

        if (verdict is { Compared: true, Interleaved: false } && verdict.SessionDrift.Sessions < policy.MinimumDriftSessions)
        {
            list.Add(new Diagnostic(
                DiagnosticCodes.InsufficientBaseline,
                Severity.Info,
                string.Create(CultureInfo.InvariantCulture, $"the baseline has {verdict.SessionDrift.Sessions} session{(verdict.SessionDrift.Sessions == 1 ? "" : "s")}, too few to know how this machine drifts: {NumberFormatter.FormatShare(verdict.SessionDrift.Drift)} of each share is taken for noise."),
                string.Create(CultureInfo.InvariantCulture, $"Add sessions with 'dotnet perfharness baseline accept --add' until there are {policy.MinimumDriftSessions}, and smaller regressions show.")));
        }

        if (verdict.Outcome == GateOutcome.Inconclusive && verdict.Plan.Decision != StageDecision.Continue)
        {
            list.Add(new Diagnostic(DiagnosticCodes.Inconclusive, Severity.Warning, $"the data cannot decide: {string.Join("; ", verdict.Reasons)}.", GetInconclusiveRemedy(verdict, input, policy)));
        }

        return list;
    }

    private static string? GetInconclusiveRemedy(GateVerdict verdict, GateInput input, GatePolicy policy)
    {
        var runs = (input.Baseline?.Counts.Runs ?? []).Concat(input.Candidate.Counts.Runs).ToList();
        return runs.Exists(r => r.Samples < policy.MinimumSamples) ? "Let the benchmark run longer, or take more samples a second with --frequency."
            : runs.Exists(r => r.LostShare > policy.MaximumLost) ? "Take fewer samples a second with --frequency, or leave the machine less to do beside it."
            : verdict.Total is not { IsDoubtful: true } && verdict.Functions.All(f => f.Outcome != FunctionOutcome.Borderline) ? null
            : verdict is { Interleaved: false } && verdict.SessionDrift.Sessions < policy.MinimumDriftSessions ? "More sessions of the baseline ('dotnet perfharness baseline accept --add') or both builds in turn (--baseline-ref, --baseline-command) can tell; more runs cannot."
            : "Longer runs, more of them (--runs 40) or a quieter machine can tell; 'dotnet perfharness calibrate' says what this machine needs.";
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
        var severity = f.IsFailure && outcome == GateOutcome.Fail ? Severity.Error : f.Outcome == FunctionOutcome.Waived ? Severity.Info : Severity.Warning;
        return code is { } known ? new Diagnostic(known, severity, $"{f.Name.Name}: {f.Text}.", null, f.Source?.File, f.Source?.Line ?? 0, f.Source?.Column ?? 0) : null;
    }

    private static IEnumerable<Diagnostic> CreateForExpiredWaivers(GateVerdict verdict, GateInput input, GatePolicy policy) =>
        from waiver in policy.Waivers
        where !waiver.IsActiveOn(input.Today)
        let failing = verdict.Failures.Any(f => waiver.Pattern.Matches(f.Name))
        select new Diagnostic(
            DiagnosticCodes.WaiverExpired,
            failing && verdict.Outcome == GateOutcome.Fail ? Severity.Error : Severity.Warning,
            string.Create(CultureInfo.InvariantCulture, $"the waiver of '{waiver.Pattern}' ended on {waiver.Until:yyyy-MM-dd} ({waiver.Reason})."),
            failing ? "Mend the regression, accept a new baseline, or renew the waiver with a reason." : "Nothing that it covers regressed: it can go.");
}
