using System.Globalization;
using System.Text;
using PerfHarness.Analysis;
using PerfHarness.Gating;

namespace PerfHarness.Reports.Verdicts;

/// <summary>
/// A page for a step summary or a comment on a pull request: outcome, changes with their stacks, and the hottest functions
/// collapsed. Never longer than a step summary may be; a note lists what does not fit.
/// </summary>
internal sealed class MarkdownVerdictWriter : IReportWriter<IReadOnlyList<VerdictReport>>
{
    /// <summary>GitHub drops a step's summaries beyond 1 MiB altogether; other steps write some, too.</summary>
    public const int MaxBytes = 900 * 1024;
    private const int MaxRows = 50;
    private const int HottestRows = 15;

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
                var note = string.Create(CultureInfo.InvariantCulture, $"{report.Count - index} more benchmarks do not fit on this page.\n");
                output.Write(Encoding.UTF8.GetBytes(note));
                return;
            }

            output.Write(bytes);
            left -= bytes.Length;
        }
    }

    private static string CreateSection(VerdictReport report)
    {
        var verdict = report.Figures;
        var text = new StringBuilder();
        var icon = report.HasFailed ? GetIcon(GateOutcome.Fail) : GetIcon(verdict.Outcome);
        text.Append($"## {icon} {MarkdownTable.Escape(report.Bench)}: {VerdictLabels.GetLabel(report)}\n\n");
        var screening = ((string?[])[report.Screening, VerdictSummary.DescribeScreen(verdict)]).OfType<string>();
        foreach (var reason in report.Reasons.Concat(screening.Select(line => $"{char.ToUpperInvariant(line[0])}{line[1..]}.")))
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

        AppendLink(text, "differential flame graph", report.DifferencePath);
        AppendLink(text, "flame graph", report.FlameGraphPath);
        AppendHottest(text, report);
        return text.Append('\n').ToString();
    }

    private static void AppendLink(StringBuilder text, string title, string? path)
    {
        if (path is not null)
        {
            text.Append($"- [{title}](<{Uri.EscapeDataString(path).Replace("%2F", "/", StringComparison.Ordinal)}>)\n");
        }
    }

    private static void AppendFunctions(StringBuilder text, GateVerdict verdict)
    {
        var rows = verdict.Functions.Where(f => f.IsFailure || f.Outcome != FunctionOutcome.Unchanged).ToList();
        if (rows.Count == 0)
        {
            return;
        }

        var table = new MarkdownTable(
            "function", "module", ">before %", ">after %", ">change pp", ">95 % interval", ">adjusted p", ">detectable rise pp", "verdict");
        foreach (var f in rows.Take(MaxRows))
        {
            table.AddRow(
                f.Name.Name,
                f.Name.Module,
                NumberFormatter.FormatPercent(f.Before),
                NumberFormatter.FormatPercent(f.After),
                NumberFormatter.FormatPoints(f.Difference),
                $"{NumberFormatter.FormatPoints(f.ConfidenceInterval.Low)} to {NumberFormatter.FormatPoints(f.ConfidenceInterval.High)}",
                NumberFormatter.FormatProbability(f.AdjustedPValue),
                NumberFormatter.FormatPercent(f.MinimumDetectableRise),
                VerdictLabels.GetLabel(f.Outcome));
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
            var shares = $"{NumberFormatter.FormatShare(stack.Before)} → {NumberFormatter.FormatShare(stack.After)}";
            text.Append(CultureInfo.InvariantCulture, $"- {NumberFormatter.FormatShareChange(stack.Change)} ({shares}): {frames}\n");
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
            table.AddRow(
                row.Name,
                row.Module,
                NumberFormatter.FormatPercent(row.Self),
                row.SelfStandardDeviation is { } deviation ? NumberFormatter.FormatPercent(deviation) : "",
                NumberFormatter.FormatPercent(row.Total),
                NumberFormatter.FormatCount(row.Samples));
        }

        var title = string.Create(
            CultureInfo.InvariantCulture, $"Hottest functions ({NumberFormatter.FormatCount(hottest.Samples)} samples, {hottest.Runs} runs)");
        text.Append(CultureInfo.InvariantCulture, $"\n<details><summary>{title}</summary>\n\n{table}\n</details>\n");
    }

    private static string GetIcon(GateOutcome outcome) => outcome switch
    {
        GateOutcome.Pass => "✅",
        GateOutcome.Warning => "⚠️",
        GateOutcome.Fail => "❌",
        _ => "❔",
    };
}
