using System.Globalization;
using PerfHarness.Analysis;
using PerfHarness.Analysis.Crossed;
using PerfHarness.Cli.Hosting;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Reports;

namespace PerfHarness.Cli.Tables;

/// <summary>The reports of a selection of samples, as text.</summary>
/// <param name="notes">What the header says that the samples cannot show.</param>
internal sealed class ReportOutput(Terminal terminal, SampleSelection selection, IReadOnlyList<Diagnostic> notes)
{
    private const int MaxIndentedDepth = 200;

    public void WriteTable(SelfShares shares, ShareOrder order, int top)
    {
        WriteHeader(shares.Runs.Count);
        var rows = order == ShareOrder.Self ? shares.Rows : [.. shares.Rows.OrderByDescending(row => row.TotalSum)];
        terminal.Write(ShareTable.Create(shares, rows.Take(top)));
        WriteRest(rows.Count - top);
    }

    public void WriteShares(CrossedShares shares, TableFormat format, int top)
    {
        if (format is TableFormat.Csv or TableFormat.Json)
        {
            IReportWriter<CrossedShares> writer = format == TableFormat.Csv ? new CrossedShareCsvWriter(top) : new CrossedShareJsonWriter(top);
            terminal.Output.Flush();
            writer.Write(shares, terminal.OutputStream);
            return;
        }

        var table = CrossedShareTable.Create(shares, shares.Rows.Take(top));
        if (format == TableFormat.Markdown)
        {
            MarkdownOutput.Write(table, terminal.Output);
            return;
        }

        WriteHeader(shares.Selection.Profile.Runs.Count);
        terminal.Write(table);
        WriteRest(shares.Rows.Count - top);
    }

    private void WriteRest(int rows)
    {
        if (rows > 0)
        {
            terminal.Output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{rows} more rows; --top 0 shows all."));
        }
    }

    public void WriteTree(CallTree tree)
    {
        WriteHeader(runs: 1);
        terminal.Output.WriteLine("total %   self %");
        foreach (var node in tree.Walk())
        {
            var module = node.Name.Module.Length == 0 ? "" : $"  [{node.Name.Module.Trim('[', ']')}]";
            var indent = new string(' ', Math.Min(node.Depth, MaxIndentedDepth) * 2);
            var shares = $"{NumberFormatter.FormatPercent(node.Share),7}  {NumberFormatter.FormatRatio(node.Self, tree.Total),7}";
            terminal.Output.WriteLine(SafeText.ToSingleLine($"{shares}  {indent}{node.Name.Name}{module}"));
        }
    }

    public void WriteSymbolCoverage()
    {
        WriteHeader(runs: 1);
        var coverage = SymbolCoverage.Compute(selection);
        var all = coverage.All;
        var classes = new TableModel(
            new Column("resolved by"),
            new Column("frames", IsRightAligned: true),
            new Column("frames %", IsRightAligned: true),
            new Column("leaves", IsRightAligned: true),
            new Column("leaves %", IsRightAligned: true));
        foreach (var @class in Enum.GetValues<SymbolCoverageClass>())
        {
            var count = coverage[@class];
            classes.Add(
                SymbolCoverageText.GetLabel(@class),
                NumberFormatter.FormatCount(count.Frames),
                NumberFormatter.FormatRatio(count.Frames, all.Frames),
                NumberFormatter.FormatCount(count.Leaves),
                NumberFormatter.FormatRatio(count.Leaves, all.Leaves));
        }

        terminal.Write(classes);
        if (coverage.UnnamedModules.Count == 0)
        {
            return;
        }

        terminal.Output.WriteLine();
        var modules = new TableModel(
            new Column("unresolved code in"),
            new Column("frames %", IsRightAligned: true),
            new Column("leaves %", IsRightAligned: true),
            new Column("reason"));
        foreach (var module in coverage.UnnamedModules)
        {
            modules.Add(
                module.Module,
                NumberFormatter.FormatRatio(module.Count.Frames, all.Frames),
                NumberFormatter.FormatRatio(module.Count.Leaves, all.Leaves),
                module.Reason ?? "");
        }

        terminal.Write(modules);
    }

    private void WriteHeader(int runs)
    {
        var events = selection.Rows
            .Select(row => selection.Profile.Samples[row].Event)
            .Distinct()
            .Select(id => selection.Profile.Events[id.Index])
            .ToList();
        var text = new List<string> { $"{NumberFormatter.FormatCount(selection.Samples)} {selection.CountName}" };
        if (selection.IsOffCpu)
        {
            text[0] = $"{NumberFormatter.FormatMilliseconds(selection.Weight)} ms";
        }

        text.AddRange(events.Select(e => e.Frequency > 0 ? string.Create(CultureInfo.InvariantCulture, $"{e.Name} at {e.Frequency} Hz") : e.Name));
        if (runs > 1)
        {
            text.Add(string.Create(CultureInfo.InvariantCulture, $"{runs} runs"));
        }

        foreach (var line in (IEnumerable<string>)[string.Join(" · ", text), .. SymbolCoverageText.FormatSummary(SymbolCoverage.Compute(selection)),
            .. notes.Select(note => note.ToString())])
        {
            terminal.Output.WriteLine(SafeText.ToSingleLine(line));
        }

        terminal.Output.WriteLine();
    }
}
