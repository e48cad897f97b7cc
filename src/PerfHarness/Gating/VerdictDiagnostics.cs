using System.Globalization;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Measurements;

namespace PerfHarness.Gating;

/// <summary>The verdict as messages with stable codes.</summary>
internal static class VerdictDiagnostics
{
    public static IReadOnlyList<Diagnostic> Of(GateVerdict verdict, GateInput input, IReadOnlyList<ConditionDifference> differences, GatePolicy policy)
    {
        var list = new List<Diagnostic>();
        if (input.Baseline is null)
        {
            list.Add(new Diagnostic(DiagnosticCodes.BaselineMissing, Severity.Info, "there is no baseline to compare with.", "Accept one with 'dotnet perfharness baseline accept', best from 20 runs in 4 sessions."));
        }

        list.AddRange(differences.Select(d => d.Hard
            ? new Diagnostic(DiagnosticCodes.NotComparable, Severity.Error, $"the baseline cannot be compared with this recording, {d}.", "Accept a baseline under these conditions, or record under the baseline's.")
            : new Diagnostic(DiagnosticCodes.EnvironmentDiffers, Severity.Warning, $"the baseline was recorded under other conditions, {d}; a regression is only told.", "Accept a baseline under these conditions.")));
        list.AddRange(verdict.Functions.Select(f => OfFunction(f, verdict.Outcome)).OfType<Diagnostic>());
        list.AddRange(LapsedWaivers(verdict, input, policy));
        list.AddRange(verdict.Budgets.Where(b => b.Exceeded).Select(b => new Diagnostic(DiagnosticCodes.BudgetExceeded, b.Fails ? Severity.Error : Severity.Warning, $"{b.Text}.")));
        if (verdict.Total is { Slower: true } total)
        {
            list.Add(new Diagnostic(DiagnosticCodes.TotalSlower, total.Fails ? Severity.Error : Severity.Warning, $"{total.Text}."));
        }

        if (verdict is { Compared: true, Interleaved: false } && verdict.Noise.Sessions < policy.SessionsForKappa)
        {
            list.Add(new Diagnostic(
                DiagnosticCodes.InsufficientBaseline,
                Severity.Info,
                string.Create(CultureInfo.InvariantCulture, $"the baseline has {verdict.Noise.Sessions} session{(verdict.Noise.Sessions == 1 ? "" : "s")}, too few to know how this machine drifts: {verdict.Noise.Kappa:0.#%} of each share is taken for noise."),
                string.Create(CultureInfo.InvariantCulture, $"Add sessions with 'dotnet perfharness baseline accept --add' until there are {policy.SessionsForKappa}, and smaller regressions show.")));
        }

        if (verdict.Outcome == GateOutcome.Inconclusive && verdict.Plan.Decision != StageDecision.Continue)
        {
            list.Add(new Diagnostic(DiagnosticCodes.Inconclusive, Severity.Warning, $"the data cannot decide: {string.Join("; ", verdict.Reasons)}.", InconclusiveRemedy(verdict, input, policy)));
        }

        return list;
    }

    private static string? InconclusiveRemedy(GateVerdict verdict, GateInput input, GatePolicy policy)
    {
        var runs = (input.Baseline?.Counts.Runs ?? []).Concat(input.Candidate.Counts.Runs).ToList();
        return runs.Exists(r => r.Samples < policy.MinimumSamples) ? "Let the benchmark run longer, or take more samples a second with --frequency."
            : runs.Exists(r => r.LostShare > policy.MaximumLost) ? "Take fewer samples a second with --frequency, or leave the machine less to do beside it."
            : verdict.Total is not { Doubtful: true } && verdict.Functions.All(f => f.Outcome != FunctionOutcome.AtTheBar) ? null
            : verdict is { Interleaved: false } && verdict.Noise.Sessions < policy.SessionsForKappa ? "More sessions of the baseline ('dotnet perfharness baseline accept --add') or both builds in turn (--baseline-ref, --baseline-command) can tell; more runs cannot."
            : "Longer runs, more of them (--runs 40) or a quieter machine can tell; 'dotnet perfharness calibrate' says what this machine needs.";
    }

    private static Diagnostic? OfFunction(FunctionVerdict f, GateOutcome outcome)
    {
        var code = f.Outcome switch
        {
            FunctionOutcome.Regressed or FunctionOutcome.Waived => DiagnosticCodes.Regression,
            FunctionOutcome.Moved => DiagnosticCodes.CostMoved,
            FunctionOutcome.New => f.Fails ? DiagnosticCodes.NewFunction : (DiagnosticCode?)null,
            FunctionOutcome.Renamed => DiagnosticCodes.FunctionRenamed,
            _ => null,
        };
        var severity = f.Fails && outcome == GateOutcome.Fail ? Severity.Error : f.Outcome == FunctionOutcome.Waived ? Severity.Info : Severity.Warning;
        return code is { } known ? new Diagnostic(known, severity, $"{f.Name.Name}: {f.Text}.", null, f.Source?.File, f.Source?.Line ?? 0, f.Source?.Column ?? 0) : null;
    }

    private static IEnumerable<Diagnostic> LapsedWaivers(GateVerdict verdict, GateInput input, GatePolicy policy) =>
        from waiver in policy.Waivers
        where !waiver.HoldsOn(input.Today)
        let failing = verdict.Failures.Any(f => waiver.Pattern.Matches(f.Name))
        select new Diagnostic(
            DiagnosticCodes.WaiverExpired,
            failing && verdict.Outcome == GateOutcome.Fail ? Severity.Error : Severity.Warning,
            string.Create(CultureInfo.InvariantCulture, $"the waiver of '{waiver.Pattern}' ended on {waiver.Until:yyyy-MM-dd} ({waiver.Reason})."),
            failing ? "Mend the regression, accept a new baseline, or renew the waiver with a reason." : "Nothing that it covers regressed: it can go.");
}
