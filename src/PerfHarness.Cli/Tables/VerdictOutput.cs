using PerfHarness.Analysis;
using PerfHarness.Cli.Hosting;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Gating;
using PerfHarness.Reports.Verdicts;

namespace PerfHarness.Cli.Tables;

/// <summary>A verdict on standard output; its diagnostics go to standard error.</summary>
internal sealed class VerdictOutput(Terminal terminal)
{
    public void Write(GateVerdict verdict)
    {
        var rows = verdict.Functions.Where(f => f.IsFailure || f.Outcome != FunctionOutcome.Unchanged).ToList();
        if (rows.Count > 0)
        {
            WriteFunctions(rows);
            terminal.Output.WriteLine();
        }

        foreach (var budget in verdict.Budgets)
        {
            terminal.Output.WriteLine(SafeText.ToSingleLine($"budget {budget.Budget.Pattern}: {budget.Text}"));
        }

        if (verdict.Total is { } total)
        {
            terminal.Output.WriteLine(SafeText.ToSingleLine($"total: {total.Text}"));
        }

        terminal.Report(verdict.Diagnostics);
        var summary = VerdictSummary.Create(verdict);
        terminal.Output.WriteLine(SafeText.ToSingleLine($"Verdict: {GetLabel(verdict.Outcome)}{(summary.Length == 0 ? "" : $": {summary}")}."));
    }

    private void WriteFunctions(IEnumerable<FunctionVerdict> rows)
    {
        var table = new TableModel(
            new Column("before %", IsRightAligned: true),
            new Column("after %", IsRightAligned: true),
            new Column("change", IsRightAligned: true),
            new Column("95 % interval", IsRightAligned: true),
            new Column("adjusted p", IsRightAligned: true),
            new Column("verdict"),
            new Column("module"),
            new Column("function"));
        foreach (var f in rows)
        {
            table.Add(
                NumberFormatter.FormatPercent(f.Before),
                NumberFormatter.FormatPercent(f.After),
                NumberFormatter.FormatPoints(f.Difference),
                $"{NumberFormatter.FormatPoints(f.ConfidenceInterval.Low)} to {NumberFormatter.FormatPoints(f.ConfidenceInterval.High)}",
                NumberFormatter.FormatProbability(f.AdjustedPValue),
                GetLabel(f),
                f.Name.Module,
                f.Name.Name);
        }

        terminal.Write(table);
    }

    public static string GetLabel(GateOutcome outcome) => outcome switch
    {
        GateOutcome.Pass => "pass",
        GateOutcome.Warning => "pass with warnings",
        GateOutcome.Fail => "FAIL",
        _ => "inconclusive",
    };

    public static string GetLabel(FunctionVerdict f) => f.Outcome switch
    {
        FunctionOutcome.Regressed => f.IsFailure ? "REGRESSED" : "regressed",
        FunctionOutcome.Borderline => "borderline",
        FunctionOutcome.CostShift => "cost shift",
        FunctionOutcome.New => f.IsFailure ? "NEW" : "new",
        FunctionOutcome.Renamed => "renamed?",
        _ => f.Outcome.ToString().ToLowerInvariant(),
    };
}
