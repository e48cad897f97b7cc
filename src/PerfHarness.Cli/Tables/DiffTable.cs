using PerfHarness.Analysis;
using PerfHarness.Cli.Hosting;

namespace PerfHarness.Cli.Tables;

/// <summary>The functions of two profiles, largest change first.</summary>
internal static class DiffTable
{
    public static void Write(Terminal terminal, ProfileDiff diff, int top)
    {
        var (before, after) = (NumberFormatter.FormatCount(diff.Before.Samples), NumberFormatter.FormatCount(diff.After.Samples));
        terminal.Output.WriteLine($"{before} samples before, {after} after; self shares in %, change in percentage points");
        terminal.Output.WriteLine();
        var table = new TableModel(
            new Column("before", IsRightAligned: true),
            new Column("after", IsRightAligned: true),
            new Column("change", IsRightAligned: true),
            new Column("module"),
            new Column("function"));
        foreach (var delta in top <= 0 ? diff.Functions : diff.Functions.Take(top))
        {
            var error = delta.SelfStandardError > 0 ? $" ± {NumberFormatter.FormatPercent(delta.SelfStandardError)}" : "";
            table.Add(
                FormatShare(delta.Before),
                FormatShare(delta.After),
                NumberFormatter.FormatPoints(delta.SelfChange) + error,
                delta.Name.Module,
                delta.Name.Name);
        }

        terminal.Write(table);
    }

    private static string FormatShare(ShareRow? row) => row is null ? "-" : NumberFormatter.FormatPercent(row.Self.Mean);
}
