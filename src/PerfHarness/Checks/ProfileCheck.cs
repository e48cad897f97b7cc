using PerfHarness.Analysis;
using PerfHarness.Baselines;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Gating;
using PerfHarness.Measurements;
using PerfHarness.Profiles;
using PerfHarness.Reports.Verdicts;
using PerfHarness.Runs;

namespace PerfHarness.Checks;

/// <summary>Judges a profile that was recorded earlier, here or elsewhere, by whatever its input tells of its machine.</summary>
internal static class ProfileCheck
{
    /// <summary>Against a stored baseline.</summary>
    /// <param name="bench">Name of the baseline; null where the store has only one benchmark.</param>
    /// <exception cref="PerfHarnessException">There is no such baseline, or the choice is not clear.</exception>
    public static async Task<CheckResult> CheckAgainstStoreAsync(
        Profile profile, string? bench, string? pin, IBaselineStore store, GatePolicy policy, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(store);
        var measured = Measurement.Create(profile);
        var entries = (await store.ListAsync(bench, cancellation).ConfigureAwait(false)).Where(e => e.Key.Pin == pin).ToList();
        var entry = SelectBaseline(entries, measured.Conditions.Fingerprint, bench);
        if (entry.Problem is { } problem)
        {
            throw new PerfHarnessException(problem);
        }

        var stacks = await store.ReadStacksAsync(entry.Key, cancellation).ConfigureAwait(false);
        return new CheckResult(entry.Key.Bench, Judge(policy, GateInput.CreateStored(entry.Baseline, measured, Today)), measured, stacks is null ? null : StoredStacks.Read(stacks, entry.Key));
    }

    /// <summary>Against another profile, whose runs are taken for a baseline of one session.</summary>
    public static CheckResult CheckAgainstProfile(Profile profile, Profile before, string bench, GatePolicy policy)
    {
        var measured = Measurement.Create(profile);
        return new CheckResult(bench, Judge(policy, new GateInput { Baseline = Measurement.Create(before), Candidate = measured, Today = Today }), measured, before);
    }

    /// <summary>Against budgets alone.</summary>
    public static CheckResult CheckBudgets(Profile profile, string bench, GatePolicy policy)
    {
        var measured = Measurement.Create(profile);
        return new CheckResult(bench, Judge(policy, GateInput.CreateStored(null, measured, Today)), measured, null);
    }

    public static VerdictReport CreateReport(CheckResult result, Profile profile)
    {
        ArgumentNullException.ThrowIfNull(result);
        var selection = SampleFilter.None.Apply(profile);
        return new VerdictReport(result.Bench, result.Verdict, SelfShares.Compute(selection), VerdictReports.FindStackChanges(result.Verdict, result.BaselineProfile, selection), Started: profile.Runs.Min(r => r.Started));
    }

    private static DateOnly Today => DateOnly.FromDateTime(DateTime.UtcNow);

    private static GateVerdict Judge(GatePolicy policy, GateInput input) => new Gate(policy).Judge(input);

    private static BaselineEntry SelectBaseline(List<BaselineEntry> entries, Fingerprint fingerprint, string? bench)
    {
        var fitting = entries.Where(e => e.Key.IsOf(fingerprint)).ToList();
        if (fitting.Count == 1)
        {
            return fitting[0];
        }

        var known = entries.Count == 0 ? "Accept one with 'dotnet perfharness baseline accept', or name another --baseline-directory." : $"There are: {string.Join(", ", entries.Select(e => e.Key.ToString()))}.";
        throw fitting.Count == 0
            ? new PerfHarnessException(DiagnosticCodes.BaselineMissing, $"there is no baseline{(bench is null ? "" : $" of '{bench}'")} for the machine of this profile.", known)
            : new PerfHarnessException(DiagnosticCodes.UsageError, "several baselines fit this profile.", $"Name one with --name. {known}");
    }
}
