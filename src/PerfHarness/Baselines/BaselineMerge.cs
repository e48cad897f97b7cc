using System.Globalization;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Measurements;

namespace PerfHarness.Baselines;

/// <summary>Accepts runs as a baseline or adds them to one, wherever it is stored; every store uses this.</summary>
internal static class BaselineMerge
{
    /// <param name="existing">What is stored under the key, or null.</param>
    /// <exception cref="PerfHarnessException">There are no runs, or they cannot be added to the existing ones.</exception>
    public static Baseline Accept(BaselineKey key, Baseline? existing, Measurement runs, AcceptMode mode, string note, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(runs);
        Validate(runs);
        if (existing is not null && mode == AcceptMode.Create)
        {
            throw CreateExistsException(key);
        }

        if (existing is null || mode != AcceptMode.Add)
        {
            var replacement = new Baseline
            {
                Bench = key.Bench,
                Pin = key.Pin,
                Measurement = runs,
                Notes = existing?.Notes ?? "",
                History = existing?.History ?? [],
            };
            return replacement.WithHistoryEntry("replace", now, note);
        }

        RequireComparable(key, existing, runs);
        // The newest conditions are those that later runs are compared with.
        var (stored, added) = OrdinalAlignment.Align(existing.Measurement, runs);
        var joined = stored.Append(added) with { Conditions = runs.Conditions };
        return (existing with { Measurement = joined }).WithHistoryEntry("add", now, note);
    }

    /// <summary>There is a baseline under the key, and it must not be replaced.</summary>
    public static PerfHarnessException CreateExistsException(BaselineKey key) => new(
        DiagnosticCodes.UsageError, $"the baseline {key} already exists.", "Use another name, or --force to replace it.");

    private static void RequireComparable(BaselineKey key, Baseline existing, Measurement runs)
    {
        const string Remedy = "Replace the baseline instead of adding to it.";
        if (existing.Conditions.Compare(runs.Conditions).FirstOrDefault(d => d.IsBlocking) is { } difference)
        {
            throw new PerfHarnessException(DiagnosticCodes.NotComparable, $"these runs cannot be added to the baseline {key}: {difference}", Remedy);
        }

        var (unit, otherUnit) = (existing.Counts.Runs[0].Unit, runs.Counts.Runs[0].Unit);
        if (unit != otherUnit)
        {
            throw new PerfHarnessException(
                DiagnosticCodes.NotComparable,
                $"these runs cannot be added to the baseline {key}: the baseline's weights are in {unit}, these in {otherUnit}",
                Remedy);
        }

        if (runs.Counts.Sessions.Intersect(existing.Counts.Sessions, StringComparer.Ordinal).FirstOrDefault() is { } known)
        {
            throw new PerfHarnessException(
                DiagnosticCodes.UsageError,
                $"the baseline {key} already contains session '{known}'",
                "Record the runs to be added in a separate session.");
        }
    }

    private static void Validate(Measurement runs)
    {
        var counts = runs.Counts;
        if (counts.Runs.Count == 0)
        {
            throw new PerfHarnessException(DiagnosticCodes.EmptyProfile, "there are no runs to accept as a baseline");
        }

        for (var run = 0; run < counts.Runs.Count; run++)
        {
            if (counts.Runs[run].Samples == 0)
            {
                throw new PerfHarnessException(
                    DiagnosticCodes.EmptyProfile,
                    string.Create(CultureInfo.InvariantCulture, $"run {run + 1} has no samples and cannot be accepted as a baseline"));
            }

            // Functions left out here would be lost for good: the selection is applied when the counts are judged.
            if (counts.GetSamples(run) != counts.Runs[run].Samples)
            {
                throw new ArgumentException("a baseline holds the counts of all functions", nameof(runs));
            }
        }

        if (counts.Runs.Select(r => r.Unit).Distinct(StringComparer.Ordinal).Skip(1).Any())
        {
            throw new ArgumentException("the runs' weights are in different units", nameof(runs));
        }
    }
}
