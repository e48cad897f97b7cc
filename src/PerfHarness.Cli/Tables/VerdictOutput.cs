using PerfHarness.Cli.Hosting;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Gating;

namespace PerfHarness.Cli.Tables;

/// <summary>The verdict as a terminal shows it; its messages go to standard error in canonical form.</summary>
internal sealed class VerdictOutput(Terminal terminal)
{
    public void Write(GateVerdict verdict)
    {
        var rows = verdict.Functions.Where(f => f.Fails || f.Outcome != FunctionOutcome.Unchanged).ToList();
        if (rows.Count > 0)
        {
            var table = new TableModel(new Column("before %", Right: true), new Column("after %", Right: true), new Column("change", Right: true),
                new Column("95 % interval", Right: true), new Column("p", Right: true), new Column("verdict"), new Column("module"), new Column("function"));
            foreach (var f in rows)
            {
                table.Add(NumberFormatter.Percent(f.Before), NumberFormatter.Percent(f.After), NumberFormatter.Points(f.Difference), $"{NumberFormatter.Points(f.Interval.Low)} to {NumberFormatter.Points(f.Interval.High)}",
                    NumberFormatter.Probability(f.FamilyP), Word(f), f.Name.Module, f.Name.Name);
            }

            terminal.Write(table);
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
        terminal.Output.WriteLine(SafeText.ToSingleLine($"Verdict: {Word(verdict.Outcome)}{Why(verdict)}."));
    }

    // The reasons of a failure are the rows above.
    private static string Why(GateVerdict verdict)
    {
        var failures = verdict.Functions.Count(f => f.Fails);
        var why = verdict.Outcome == GateOutcome.Fail && failures > 0 && failures == verdict.Reasons.Count
            ? failures == 1 ? "1 function" : $"{NumberFormatter.Count(failures)} functions"
            : string.Join("; ", verdict.Reasons).TrimEnd('.');
        return why.Length == 0 ? "" : $": {why}";
    }

    public static string Word(GateOutcome outcome) => outcome switch
    {
        GateOutcome.Pass => "pass",
        GateOutcome.Warning => "pass with warnings",
        GateOutcome.Fail => "FAIL",
        _ => "inconclusive",
    };

    public static string Word(FunctionVerdict f) => f.Outcome switch
    {
        FunctionOutcome.Regressed => f.Fails ? "REGRESSED" : "regressed",
        FunctionOutcome.AtTheBar => "at the bar",
        FunctionOutcome.ShareOnly => "share only",
        FunctionOutcome.New => f.Fails ? "NEW" : "new",
        FunctionOutcome.Renamed => "renamed?",
        _ => f.Outcome.ToString().ToLowerInvariant(),
    };
}
