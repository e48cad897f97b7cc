using System.Globalization;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Measurements;

namespace PerfHarness.Baselines;

/// <summary>What accepting means, apart from where it is stored; every store uses this.</summary>
internal static class BaselineMerge
{
    /// <param name="old">What is stored under the key, or null.</param>
    /// <exception cref="PerfHarnessException">There are no runs, or they cannot be added to what is there.</exception>
    public static Baseline Accept(BaselineKey key, Baseline? old, Measurement runs, AcceptMode mode, string note, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(runs);
        Validate(runs);
        if (old is null || mode == AcceptMode.Replace)
        {
            return new Baseline { Bench = key.Bench, Pin = key.Pin, Measurement = runs, Notes = old?.Notes ?? "", History = old?.History ?? [] }.WithHistoryEntry("replace", now, note);
        }

        if (old.Conditions.Compare(runs.Conditions).FirstOrDefault(d => d.IsBlocking) is { } hard)
        {
            throw new PerfHarnessException(DiagnosticCodes.NotComparable, $"these runs cannot join the baseline of {key}, {hard}", "Replace the baseline instead of adding to it.");
        }

        if (old.Counts.Runs[0].Unit != runs.Counts.Runs[0].Unit)
        {
            throw new PerfHarnessException(DiagnosticCodes.NotComparable, $"these runs cannot join the baseline of {key}: its weights are in {old.Counts.Runs[0].Unit}, theirs in {runs.Counts.Runs[0].Unit}", "Replace the baseline instead of adding to it.");
        }

        if (runs.Counts.Sessions.Intersect(old.Counts.Sessions, StringComparer.Ordinal).FirstOrDefault() is { } known)
        {
            throw new PerfHarnessException(DiagnosticCodes.UsageError, $"the session '{known}' is in the baseline of {key} already", "Record the runs to add in a session of their own.");
        }

        // The conditions that count from now on are the newest.
        var joined = old.Measurement.Append(runs) with { Conditions = runs.Conditions };
        return (old with { Measurement = joined }).WithHistoryEntry("add", now, note);
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
                throw new PerfHarnessException(DiagnosticCodes.EmptyProfile, string.Create(CultureInfo.InvariantCulture, $"run {run + 1} has no samples and cannot be accepted as a baseline"));
            }

            // What was taken out of the counts would be missing for good: the selection is made when they are judged.
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
