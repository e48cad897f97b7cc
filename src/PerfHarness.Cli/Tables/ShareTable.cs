using PerfHarness.Analysis;

namespace PerfHarness.Cli.Tables;

/// <summary>Rows of shares as a table. The name comes last because it may have any length.</summary>
internal static class ShareTable
{
    public static TableModel Create(SelfShares shares, IEnumerable<ShareRow> rows)
    {
        var runs = shares.Runs.Count;
        var byFunction = shares.Grouping == Grouping.Function;
        var counts = shares.Selection.IsOffCpu ? "total ms" : shares.CountName;
        List<Column> columns = [new("self %", IsRightAligned: true), new("total %", IsRightAligned: true), new(counts, IsRightAligned: true)];
        if (byFunction)
        {
            columns.Add(new Column("module"));
        }

        columns.Add(new Column(shares.Grouping.ToString().ToLowerInvariant()));

        var table = new TableModel([.. columns]);
        foreach (var row in rows)
        {
            List<string> cells =
            [
                NumberFormatter.FormatStatistics(row.Self, runs),
                NumberFormatter.FormatPercent(runs < 2 ? row.Total.Pooled : row.Total.Mean),
                shares.Selection.IsOffCpu ? NumberFormatter.FormatMilliseconds(row.TotalSum) : NumberFormatter.FormatCount(row.SelfSamples),
            ];
            if (byFunction)
            {
                cells.Add(row.Name.Module);
            }

            cells.Add(row.Name.Name);

            table.Add([.. cells]);
        }

        return table;
    }
}
