using System.Globalization;
using PerfHarness.Analysis;
using PerfHarness.Cli.Hosting;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Reports.Verdicts;
using PerfHarness.Runs;

namespace PerfHarness.Cli.Tables;

/// <summary>The results of benchmarks: hottest functions, verdict, paths; for several, also a summary.</summary>
internal sealed class BenchOutput(Terminal terminal)
{
    public void Write(SuiteEntry entry, int top)
    {
        if (entry.Result is not { } result)
        {
            terminal.Report(entry.Failure!);
            return;
        }

        terminal.Report(result.Diagnostics);
        var load = result.Bench.Command.Load is { } command ? $", under load by {command}" : "";
        terminal.Output.WriteLine(SafeText.ToSingleLine($"{result.Bench.Name}: {result.Bench.Command}{load}"));
        if (result.SteadyState is { } steadyState)
        {
            terminal.Output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"skipped: the first {steadyState.Start.TotalSeconds:0.00} s{(steadyState.IsReached ? "" : " (no steady state found)")}"));
        }

        new ReportOutput(terminal, result.Selection, notes: []).WriteTable(result.Shares, ShareOrder.Self, top);
        terminal.Output.WriteLine();
        if (result.Verdict is { } verdict)
        {
            new VerdictOutput(terminal).Write(verdict);
        }
        else if (result is { AcceptedBaseline: null, Refusal: null, NotJudged: { } reason })
        {
            terminal.Output.WriteLine(SafeText.ToSingleLine($"Verdict: not judged: {reason.Message}"));
        }

        if (result.AcceptedBaseline is { Counts: var counts } accepted)
        {
            terminal.Output.WriteLine(SafeText.ToSingleLine($"Accepted as the baseline of {accepted.Bench}: {BaselineOutput.FormatSize(counts)}."));
        }

        if (result.Refusal is not null)
        {
            terminal.Output.WriteLine(SafeText.ToSingleLine($"Not accepted as the baseline of {result.Bench.Name}."));
        }

        terminal.Report(result.OutputProblems);
        foreach (var file in result.Files)
        {
            terminal.Output.WriteLine(SafeText.ToSingleLine($"  {file}"));
        }

        terminal.Output.WriteLine();
        terminal.Output.Flush();
    }

    public void WriteSummary(IReadOnlyList<SuiteEntry> entries)
    {
        var table = new TableModel(
            new Column("benchmark"),
            new Column("verdict"),
            new Column("runs", IsRightAligned: true),
            new Column("samples", IsRightAligned: true),
            new Column("hottest function"),
            new Column("self %", IsRightAligned: true),
            new Column("seconds", IsRightAligned: true));
        foreach (var entry in entries)
        {
            var result = entry.Result;
            ShareRow? hottest = result is { Shares.Rows: [var first, ..] } ? first : null;
            table.Add(
                entry.Bench,
                GetVerdictLabel(result),
                result is null ? "" : NumberFormatter.FormatCount(result.Shares.Runs.Count),
                result is null ? "" : NumberFormatter.FormatCount(result.Shares.Samples),
                hottest?.Name.Name ?? "",
                hottest is null ? "" : NumberFormatter.FormatPercent(hottest.Self.Mean),
                result?.Elapsed.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture) ?? "");
        }

        terminal.Write(table);
        terminal.Output.WriteLine();
    }

    private static string GetVerdictLabel(BenchResult? result) => result switch
    {
        null => "failed",
        { Refusal: not null } => "not accepted",
        { AcceptedBaseline: not null } => "accepted",
        { Verdict: { } verdict } => VerdictLabels.GetLabel(verdict.Outcome),
        _ => "not judged",
    };
}
