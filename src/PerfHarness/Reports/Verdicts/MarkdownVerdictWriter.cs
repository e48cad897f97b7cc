using System.Globalization;
using System.Text;
using PerfHarness.Analysis;
using PerfHarness.Gating;

namespace PerfHarness.Reports.Verdicts;

/// <summary>
/// A page for a step summary or a comment on a pull request: outcome, what changed, where, and the hottest functions
/// folded away. Never longer than a step summary may be; what does not fit is said to be missing.
/// </summary>
public sealed class MarkdownVerdictWriter : IReportWriter<IReadOnlyList<VerdictReport>>
{
    /// <summary>GitHub drops a step's summaries beyond 1 MiB altogether; other steps write some, too.</summary>
    public const int MaxBytes = 900 * 1024;
    private const int MaxRows = 50;
    private const int HottestRows = 15;

    public string Extension => ".md";

    public void Write(IReadOnlyList<VerdictReport> report, Stream output)
    {
        ArgumentNullException.ThrowIfNull(report);
        ArgumentNullException.ThrowIfNull(output);
        var left = MaxBytes;
        foreach (var (bench, index) in report.Select((bench, index) => (bench, index)))
        {
            var bytes = Encoding.UTF8.GetBytes(Section(bench));
            if (bytes.Length > left)
            {
                output.Write(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{report.Count - index} more benchmarks do not fit on this page.\n")));
                return;
            }

            output.Write(bytes);
            left -= bytes.Length;
        }
    }

    private static string Section(VerdictReport report)
    {
        var verdict = report.Verdict;
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"## {Mark(verdict.Outcome)} {MarkdownTable.Escape(report.Bench)}: {VerdictLabels.Of(verdict.Outcome)}\n\n");
        foreach (var reason in verdict.Reasons)
        {
            text.Append(CultureInfo.InvariantCulture, $"- {MarkdownTable.Escape(reason)}\n");
        }

        text.Append('\n');
        Functions(text, verdict);
        Stacks(text, report);
        foreach (var line in verdict.Budgets.Select(b => b.Text).Concat(verdict.Total is { } total ? [total.Text] : []))
        {
            text.Append(CultureInfo.InvariantCulture, $"- {MarkdownTable.Escape(line)}\n");
        }

        foreach (var (title, path) in ((string, string?)[])[("differential flame graph", report.Difference), ("flame graph", report.FlameGraph)])
        {
            if (path is not null)
            {
                text.Append(CultureInfo.InvariantCulture, $"- [{title}](<{Uri.EscapeDataString(path).Replace("%2F", "/", StringComparison.Ordinal)}>)\n");
            }
        }

        Hottest(text, report);
        return text.Append('\n').ToString();
    }

    private static void Functions(StringBuilder text, GateVerdict verdict)
    {
        var rows = verdict.Functions.Where(f => f.Fails || f.Outcome != FunctionOutcome.Unchanged).ToList();
        if (rows.Count == 0)
        {
            return;
        }

        var table = new MarkdownTable("function", "module", ">before %", ">after %", ">change pp", ">95 % interval", ">p", ">detectable pp", "verdict");
        foreach (var f in rows.Take(MaxRows))
        {
            table.Row(f.Name.Name, f.Name.Module, VerdictLabels.Percent(f.Before), VerdictLabels.Percent(f.After), VerdictLabels.Points(f.Difference),
                $"{VerdictLabels.Points(f.Interval.Low)} to {VerdictLabels.Points(f.Interval.High)}", VerdictLabels.Probability(f.FamilyP), VerdictLabels.Percent(f.MinimumDetectable), VerdictLabels.Of(f.Outcome));
        }

        text.Append(table).Append('\n');
        if (rows.Count > MaxRows)
        {
            text.Append(CultureInfo.InvariantCulture, $"{rows.Count - MaxRows} more functions changed.\n\n");
        }
    }

    private static void Stacks(StringBuilder text, VerdictReport report)
    {
        foreach (var stack in report.Stacks ?? [])
        {
            var frames = string.Join(" → ", stack.Frames.TakeLast(12).Select(f => MarkdownTable.Escape(f.Name)));
            text.Append(CultureInfo.InvariantCulture, $"- {VerdictLabels.Points(stack.Change)} pp ({VerdictLabels.Percent(stack.Before)} → {VerdictLabels.Percent(stack.After)} %): {frames}\n");
        }
    }

    private static void Hottest(StringBuilder text, VerdictReport report)
    {
        if (report.Shares is not { } shares)
        {
            return;
        }

        var hottest = ReportTable.Of(shares, HottestRows);
        var table = new MarkdownTable("function", "module", ">self %", ">±", ">total %", ">samples");
        foreach (var row in hottest.Rows)
        {
            table.Row(row.Name, row.Module, VerdictLabels.Percent(row.Self), row.SelfDeviation is { } spread ? VerdictLabels.Percent(spread) : "", VerdictLabels.Percent(row.Total), row.Samples.ToString(CultureInfo.InvariantCulture));
        }

        text.Append(CultureInfo.InvariantCulture, $"\n<details><summary>Hottest functions ({hottest.Samples} samples, {hottest.Runs} runs)</summary>\n\n{table}\n</details>\n");
    }

    private static string Mark(GateOutcome outcome) => outcome switch
    {
        GateOutcome.Pass => "✅",
        GateOutcome.Warning => "⚠️",
        GateOutcome.Fail => "❌",
        _ => "❔",
    };
}
