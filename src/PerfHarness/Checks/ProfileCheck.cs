using PerfHarness.Analysis;
using PerfHarness.Baselines;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Gating;
using PerfHarness.Measurements;
using PerfHarness.Profiles;
using PerfHarness.Reports.Verdicts;
using PerfHarness.Runs;

namespace PerfHarness.Checks;

/// <summary>
/// Judges a profile that was recorded earlier, on this machine or elsewhere. Its conditions are those that the input carries.
/// </summary>
internal sealed class ProfileCheck(ProfileCheckOptions options)
{
    private static DateOnly Today => DateOnly.FromDateTime(DateTime.UtcNow);

    /// <summary>Against the stored baseline; if there is none, against the budgets.</summary>
    /// <exception cref="PerfHarnessException">There is neither a baseline nor a budget, or several baselines match.</exception>
    public async Task<CheckResult> CheckAgainstStoreAsync(Profile profile, IBaselineStore store, CancellationToken cancellation = default)
    {
        var measurement = Measurement.Create(profile);
        var entries = (await store.ListAsync(options.Bench, cancellation).ConfigureAwait(false)).Where(e => e.Key.Pin == options.Pin).ToList();
        if (SelectBaseline(entries, measurement.Conditions.Fingerprint) is not { } entry)
        {
            return CheckBudgets(measurement) ?? throw CreateMissingBaselineException(entries);
        }

        if (entry.Problem is { } problem)
        {
            throw new PerfHarnessException(problem);
        }

        var judged = Judge(options.GetPolicy(entry.Key.Bench), GateInput.CreateStored(entry.Baseline, measurement, Today));
        var verdict = DescribeConfirmation(judged, entry.Baseline!);
        var stacks = await store.ReadStacksAsync(entry.Key, cancellation).ConfigureAwait(false);
        return new CheckResult(entry.Key.Bench, verdict, stacks is null ? null : StoredStacks.Read(stacks, entry.Key));
    }

    /// <summary>Against another profile, whose runs count as a baseline of one session.</summary>
    public CheckResult CheckAgainstProfile(Profile profile, Profile baseline)
    {
        var input = new GateInput { Baseline = Measurement.Create(baseline), Candidate = Measurement.Create(profile), Today = Today };
        return new CheckResult(Name, Judge(options.GetPolicy(options.Bench), input), baseline);
    }

    public static VerdictReport CreateReport(CheckResult result, Profile profile)
    {
        var selection = SampleFilter.None.Apply(profile);
        return new VerdictReport(
            result.Bench,
            result.Verdict,
            SelfShares.Compute(selection),
            VerdictReports.FindStackChanges(result.Verdict, result.BaselineProfile, selection),
            Started: profile.Runs.Min(r => r.Started));
    }

    private string Name => options.Bench ?? options.FallbackName;

    /// <summary>Null if there are no budgets, or a baseline is required.</summary>
    private CheckResult? CheckBudgets(Measurement measurement)
    {
        var policy = options.GetPolicy(Name);
        return policy.Budgets.Count == 0 || options.RequireBaseline || options.Pin is not null
            ? null
            : new CheckResult(Name, Judge(policy, GateInput.CreateStored(null, measurement, Today)), null);
    }

    // A recorded profile has no program: what the stored baseline cannot clear is confirmed where there is one.
    private static GateVerdict DescribeConfirmation(GateVerdict verdict, Baseline baseline)
    {
        var isOpen = verdict is { Outcome: GateOutcome.Inconclusive } or { Compared: true, Outcome: GateOutcome.Fail };
        var screening = new Screening(null)
        {
            BaselineTime = new StoredBaseline(baseline, IsForeign: false).Time,
            Commit = baseline.Conditions.Commit,
            Obstacle = isOpen ? "a recorded profile has no program to run" : null,
        };
        return verdict with
        {
            Screening = screening,
            Diagnostics = !isOpen ? verdict.Diagnostics : [.. verdict.Diagnostics, new Diagnostic(
                DiagnosticCodes.ProgramUnavailable,
                Severity.Info,
                "only the stored runs were compared; both programs recorded interleaved decide more surely.",
                $"To confirm it: {ConfirmationCommand.Create(baseline)}")],
        };
    }

    private static GateVerdict Judge(GatePolicy policy, GateInput input) => new Gate(policy).Judge(input);

    /// <summary>Null if none matches.</summary>
    private static BaselineEntry? SelectBaseline(List<BaselineEntry> entries, Fingerprint fingerprint)
    {
        var matches = entries.Where(e => e.Key.IsOf(fingerprint)).ToList();
        return matches.Count <= 1 ? matches.SingleOrDefault() : throw new PerfHarnessException(
            DiagnosticCodes.UsageError, "several baselines match this profile.", $"Choose one with --name. Available: {FormatKeys(entries)}.");
    }

    private PerfHarnessException CreateMissingBaselineException(List<BaselineEntry> entries) => new(
        DiagnosticCodes.BaselineMissing,
        $"there is no baseline{(options.Bench is { } bench ? $" for '{bench}'" : "")}{(options.Pin is { } pin ? $" pinned as '{pin}'" : "")}"
            + " on the machine of this profile.",
        entries.Count == 0
            ? "Accept one with 'dotnet perfharness baseline accept', use another --baseline-directory, or set a --budget, which needs none."
            : $"Available: {FormatKeys(entries)}.");

    private static string FormatKeys(List<BaselineEntry> entries) => string.Join(", ", entries.Select(e => e.Key.ToString()));
}
