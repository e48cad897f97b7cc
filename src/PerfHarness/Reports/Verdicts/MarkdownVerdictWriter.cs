using System.Globalization;
using System.Text;
using PerfHarness.Analysis;
using PerfHarness.Gating;

namespace PerfHarness.Reports.Verdicts;

/// <summary>
/// A page for a step summary or a comment on a pull request: outcome, what changed, where, and the hottest functions
/// folded away. Never longer than a step summary may be; what does not fit is said to be missing.
/// </summary>
internal sealed class MarkdownVerdictWriter : IReportWriter<IReadOnlyList<VerdictReport>>
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
            var bytes = Encoding.UTF8.GetBytes(CreateSection(bench));
            if (bytes.Length > left)
            {
                output.Write(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{report.Count - index} more benchmarks do not fit on this page.\n")));
                return;
            }

            output.Write(bytes);
            left -= bytes.Length;
        }
    }

    private static string CreateSection(VerdictReport report)
    {
        var verdict = report.Verdict;
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"## {GetIcon(verdict.Outcome)} {MarkdownTable.Escape(report.Bench)}: {VerdictLabels.GetLabel(verdict.Outcome)}\n\n");
        foreach (var reason in verdict.Reasons)
        {
            text.Append(CultureInfo.InvariantCulture, $"- {MarkdownTable.Escape(reason)}\n");
        }

        text.Append('\n');
        AppendFunctions(text, verdict);
        AppendStacks(text, report);
        foreach (var line in verdict.Budgets.Select(b => b.Text).Concat(verdict.Total is { } total ? [total.Text] : []))
        {
            text.Append(CultureInfo.InvariantCulture, $"- {MarkdownTable.Escape(line)}\n");
        }

        foreach (var (title, path) in ((string, string?)[])[("differential flame graph", report.DifferencePath), ("flame graph", report.FlameGraphPath)])
        {
            if (path is not null)
            {
                text.Append(CultureInfo.InvariantCulture, $"- [{title}](<{Uri.EscapeDataString(path).Replace("%2F", "/", StringComparison.Ordinal)}>)\n");
            }
        }

        AppendHottest(text, report);
        return text.Append('\n').ToString();
    }

    private static void AppendFunctions(StringBuilder text, GateVerdict verdict)
    {
        var rows = verdict.Functions.Where(f => f.IsFailure || f.Outcome != FunctionOutcome.Unchanged).ToList();
        if (rows.Count == 0)
        {
            return;
        }

        var table = new MarkdownTable("function", "module", ">before %", ">after %", ">change pp", ">95 % interval", ">p", ">detectable pp", "verdict");
        foreach (var f in rows.Take(MaxRows))
        {
            table.AddRow(f.Name.Name, f.Name.Module, NumberFormatter.FormatPercent(f.Before), NumberFormatter.FormatPercent(f.After), NumberFormatter.FormatPoints(f.Difference),
                $"{NumberFormatter.FormatPoints(f.ConfidenceInterval.Low)} to {NumberFormatter.FormatPoints(f.ConfidenceInterval.High)}", NumberFormatter.FormatProbability(f.AdjustedPValue), NumberFormatter.FormatPercent(f.MinimumDetectableRise), VerdictLabels.GetLabel(f.Outcome));
        }

        text.Append(table).Append('\n');
        if (rows.Count > MaxRows)
        {
            text.Append(CultureInfo.InvariantCulture, $"{rows.Count - MaxRows} more functions changed.\n\n");
        }
    }

    private static void AppendStacks(StringBuilder text, VerdictReport report)
    {
        foreach (var stack in report.StackChanges ?? [])
        {
            var frames = string.Join(" → ", stack.Frames.TakeLast(12).Select(f => MarkdownTable.Escape(f.Name)));
            text.Append(CultureInfo.InvariantCulture, $"- {NumberFormatter.FormatShareChange(stack.Change)} ({NumberFormatter.FormatShare(stack.Before)} → {NumberFormatter.FormatShare(stack.After)}): {frames}\n");
        }
    }

    private static void AppendHottest(StringBuilder text, VerdictReport report)
    {
        if (report.Shares is not { } shares)
        {
            return;
        }

        var hottest = ReportTable.Create(shares, HottestRows);
        var table = new MarkdownTable("function", "module", ">self %", ">±", ">total %", ">samples");
        foreach (var row in hottest.Rows)
        {
            table.AddRow(row.Name, row.Module, NumberFormatter.FormatPercent(row.Self), row.SelfStandardDeviation is { } spread ? NumberFormatter.FormatPercent(spread) : "", NumberFormatter.FormatPercent(row.Total), row.Samples.ToString(CultureInfo.InvariantCulture));
        }

        text.Append(CultureInfo.InvariantCulture, $"\n<details><summary>Hottest functions ({hottest.Samples} samples, {hottest.Runs} runs)</summary>\n\n{table}\n</details>\n");
    }

    private static string GetIcon(GateOutcome outcome) => outcome switch
    {
        GateOutcome.Pass => "✅",
        GateOutcome.Warning => "⚠️",
        GateOutcome.Fail => "❌",
        _ => "❔",
    };
}
