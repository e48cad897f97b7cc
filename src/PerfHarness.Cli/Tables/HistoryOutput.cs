using System.Globalization;
using PerfHarness.Analysis;
using PerfHarness.Baselines;
using PerfHarness.Checks;
using PerfHarness.Cli.Hosting;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Measurements;

namespace PerfHarness.Cli.Tables;

/// <summary>A baseline's history: what was accepted, its sessions, and the verdicts given against it.</summary>
internal static class HistoryOutput
{

    /// <param name="verdicts">Of the benchmark, oldest first.</param>
    /// <param name="top">Verdicts to show, the newest; 0 for all.</param>
    public static void Write(Terminal terminal, Baseline baseline, IReadOnlyList<VerdictHistoryEntry> verdicts, int top)
    {
        terminal.Output.WriteLine(SafeText.ToSingleLine(baseline.Key.ToString()));
        WriteChanges(terminal, baseline);
        terminal.Output.WriteLine();
        WriteSessions(terminal, baseline);
        var given = verdicts.Where(v => v.Fingerprint == baseline.Conditions.Fingerprint.Key && v.Pin == baseline.Pin).ToList();
        if (given.Count > 0)
        {
            terminal.Output.WriteLine();
            WriteVerdicts(terminal, top <= 0 ? given : [.. given.TakeLast(top)]);
        }

        if (top > 0 && given.Count > top)
        {
            terminal.Output.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{given.Count - top} older verdict{(given.Count - top == 1 ? "" : "s")}; --top 0 shows all."));
        }
    }

    private static void WriteChanges(Terminal terminal, Baseline baseline)
    {
        var table = new TableModel(
            new Column("time (UTC)"),
            new Column("action"),
            new Column("runs", IsRightAligned: true),
            new Column("sessions", IsRightAligned: true),
            new Column("commit"),
            new Column("note"));
        foreach (var step in baseline.History)
        {
            table.Add(
                FormatTime(step.Time), step.Action, NumberFormatter.FormatCount(step.Runs), NumberFormatter.FormatCount(step.Sessions),
                CommitName.Shorten(step.Commit), step.Note);
        }

        terminal.Write(table);
    }

    private static void WriteSessions(Terminal terminal, Baseline baseline)
    {
        var table = new TableModel(
            new Column("session"),
            new Column("started (UTC)"),
            new Column("runs", IsRightAligned: true),
            new Column("samples per run", IsRightAligned: true),
            new Column("drift %", IsRightAligned: true),
            new Column("commit"));
        var sessions = BaselineSession.List(baseline);
        foreach (var (session, index) in sessions.Select((session, index) => (session, index)))
        {
            table.Add(
                NumberFormatter.FormatCount(index + 1),
                session.Started is { } started ? FormatTime(started) : "?",
                NumberFormatter.FormatCount(session.Runs),
                NumberFormatter.FormatCount(session.MedianSamples),
                session.Drift is { } drift ? NumberFormatter.FormatPercent(drift) : index == 0 ? "" : "?",
                CommitName.Shorten(session.Commit));
        }

        terminal.Write(table);
    }

    private static void WriteVerdicts(Terminal terminal, IReadOnlyList<VerdictHistoryEntry> verdicts)
    {
        var table = new TableModel(
            new Column("time (UTC)"),
            new Column("verdict"),
            new Column("evidence"),
            new Column("runs", IsRightAligned: true),
            new Column("seconds", IsRightAligned: true),
            new Column("commit"),
            new Column("change", IsRightAligned: true),
            new Column("adjusted p", IsRightAligned: true),
            new Column("largest rise"));
        foreach (var v in verdicts)
        {
            table.Add(
                FormatTime(v.Time),
                v.Outcome,
                v.Evidence,
                string.Create(CultureInfo.InvariantCulture, $"{v.BaselineRuns}+{v.CandidateRuns}"),
                v.Seconds.ToString("0.0", CultureInfo.InvariantCulture),
                CommitName.Shorten(v.Commit),
                v.Function.Length == 0 ? "" : NumberFormatter.FormatPoints(v.Change),
                v.Function.Length == 0 ? "" : NumberFormatter.FormatProbability(v.AdjustedPValue),
                v.Function);
        }

        terminal.Write(table);
    }

    private static string FormatTime(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);

}
