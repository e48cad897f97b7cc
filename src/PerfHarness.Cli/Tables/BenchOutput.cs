using System.Globalization;
using PerfHarness.Analysis;
using PerfHarness.Cli.Hosting;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Reports.Verdicts;
using PerfHarness.Runs;

namespace PerfHarness.Cli.Tables;

/// <summary>What benchmarks print: hottest functions, verdict, paths; of several, one table at the end.</summary>
internal sealed class BenchOutput(Terminal terminal)
{
    public void Write(SuiteEntry suite, int top)
    {
        if (suite.Result is not { } result)
        {
            terminal.Report(suite.Failure!);
            return;
        }

        terminal.Report(result.Diagnostics);
        terminal.Output.WriteLine(SafeText.ToSingleLine($"{result.Bench.Name}: {result.Bench.Command}"));
        if (result.SteadyState is { } plateau)
        {
            terminal.Output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"cut off: the first {plateau.Start.TotalSeconds:0.00} s{(plateau.IsReached ? "" : " (no steady state was found)")}"));
        }

        new ReportOutput(terminal, result.Selection).WriteTable(result.Shares, ShareOrder.Self, top);
        terminal.Output.WriteLine();
        if (result.Verdict is { } verdict)
        {
            new VerdictOutput(terminal).Write(verdict);
        }

        if (result.AcceptedBaseline is { Counts: var counts } accepted)
        {
            terminal.Output.WriteLine(SafeText.ToSingleLine(string.Create(CultureInfo.InvariantCulture,
                $"Accepted as the baseline of {accepted.Bench}: {counts.Runs.Count} runs in {counts.Sessions.Count} session{(counts.Sessions.Count == 1 ? "" : "s")}.")));
        }

        foreach (var file in result.Files)
        {
            terminal.Output.WriteLine(SafeText.ToSingleLine($"  {file}"));
        }

        terminal.Output.WriteLine();
        terminal.Output.Flush();
    }

    public void WriteSummary(IReadOnlyList<SuiteEntry> results)
    {
        var table = new TableModel(new Column("bench"), new Column("verdict"), new Column("runs", IsRightAligned: true), new Column("samples", IsRightAligned: true), new Column("hottest"), new Column("self %", IsRightAligned: true), new Column("seconds", IsRightAligned: true));
        foreach (var one in results)
        {
            var result = one.Result;
            var verdict = result is null ? "failed" : result.AcceptedBaseline is not null ? "accepted" : result.Verdict is { } judged ? VerdictLabels.GetLabel(judged.Outcome) : "not judged";
            ShareRow? hottest = result is { Shares.Rows: [var first, ..] } ? first : null;
            table.Add(one.Bench, verdict, result is null ? "" : NumberFormatter.FormatCount(result.Shares.Runs.Count), result is null ? "" : NumberFormatter.FormatCount(result.Shares.Samples),
                hottest?.Name.Name ?? "", hottest is null ? "" : NumberFormatter.FormatPercent(hottest.Self.Mean), result?.Elapsed.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture) ?? "");
        }

        terminal.Write(table);
        terminal.Output.WriteLine();
    }
}
