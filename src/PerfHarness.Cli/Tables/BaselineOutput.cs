using System.Globalization;
using PerfHarness.Analysis;
using PerfHarness.Baselines;
using PerfHarness.Cli.Hosting;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Measurements;

namespace PerfHarness.Cli.Tables;

/// <summary>Stored baselines as text.</summary>
internal static class BaselineOutput
{
    public static void WriteList(Terminal terminal, IEnumerable<BaselineEntry> entries)
    {
        var table = new TableModel(
            new Column("benchmark"),
            new Column("fingerprint"),
            new Column("pin"),
            new Column("runs", IsRightAligned: true),
            new Column("sessions", IsRightAligned: true),
            new Column("accepted"),
            new Column("stacks"));
        foreach (var entry in entries)
        {
            var counts = entry.Baseline?.Counts;
            table.Add(
                entry.Key.Bench,
                entry.Key.Fingerprint,
                entry.Key.Pin ?? "",
                counts is null ? "?" : NumberFormatter.FormatCount(counts.Runs.Count),
                counts is null ? "?" : NumberFormatter.FormatCount(counts.Sessions.Count),
                entry.Baseline is { History: [.., var latest] } ? latest.Time.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture) : "",
                entry.HasStacks ? "yes" : "no");
        }

        terminal.Write(table);
    }

    /// <summary>Conditions and hottest functions.</summary>
    public static void Write(Terminal terminal, BaselineEntry entry, int top)
    {
        if (entry.Baseline is not { } baseline)
        {
            return;
        }

        terminal.Output.WriteLine(SafeText.ToSingleLine(entry.Key.ToString()));
        foreach (var (name, value) in GetFacts(baseline, entry.HasStacks).Where(fact => fact.Value.Length > 0))
        {
            terminal.Output.WriteLine(SafeText.ToSingleLine($"  {name,-15} {value}"));
        }

        terminal.Output.WriteLine();
        WriteShares(terminal, baseline.Counts, top);
    }

    /// <summary>As in "10 runs in 2 sessions".</summary>
    public static string FormatSize(RunCounts counts) =>
        string.Create(CultureInfo.InvariantCulture, $"{counts.Runs.Count} runs in {FormatSessions(counts)}");

    private static string FormatSessions(RunCounts counts) =>
        string.Create(CultureInfo.InvariantCulture, $"{counts.Sessions.Count} session{(counts.Sessions.Count == 1 ? "" : "s")}");

    private static IEnumerable<(string Name, string Value)> GetFacts(Baseline baseline, bool hasStacks)
    {
        var (counts, conditions) = (baseline.Counts, baseline.Conditions);
        var machine = conditions.Fingerprint;
        yield return ("runs", string.Create(
            CultureInfo.InvariantCulture, $"{counts.Runs.Count} in {FormatSessions(counts)}, {counts.Runs.Sum(r => r.Samples):#,0} samples"));
        yield return ("command", conditions.Command);
        yield return ("load", conditions.Load);
        yield return ("event", conditions.Frequency > 0
            ? string.Create(CultureInfo.InvariantCulture, $"{conditions.Event} at {conditions.Frequency} Hz")
            : conditions.Event);
        yield return ("processor", string.Create(
            CultureInfo.InvariantCulture, $"{machine.CpuModel} ({machine.Architecture}), {machine.ProcessorCount} logical"));
        yield return ("kernel", machine.Kernel);
        yield return ("virtualization", machine.Virtualization);
        yield return ("runtime", machine.Runtime);
        yield return ("JIT settings", machine.JitSettings);
        yield return ("stacks", hasStacks ? "stored" : "not stored");
        yield return ("notes", baseline.Notes);
    }

    private static void WriteShares(Terminal terminal, RunCounts counts, int top)
    {
        var runs = Enumerable.Range(0, counts.Runs.Count).Where(run => counts.GetSamples(run) > 0).ToList();
        var shares = counts.Functions
            .Select(f => (f.Name, Shares: runs.Select(run => (double)f.Self[run] / counts.GetSamples(run)).DefaultIfEmpty().ToList()))
            .Select(x => (x.Name, Mean: x.Shares.Average(), Low: x.Shares.Min(), High: x.Shares.Max()))
            .OrderByDescending(x => x.Mean)
            .ToList();
        var table = new TableModel(
            new Column("self %", IsRightAligned: true),
            new Column("lowest", IsRightAligned: true),
            new Column("highest", IsRightAligned: true),
            new Column("function"),
            new Column("module"));
        foreach (var (name, mean, low, high) in top <= 0 ? shares : shares.Take(top))
        {
            table.Add(
                NumberFormatter.FormatPercent(mean),
                NumberFormatter.FormatPercent(low),
                NumberFormatter.FormatPercent(high),
                name.Name,
                name.Module);
        }

        terminal.Write(table);
    }
}
