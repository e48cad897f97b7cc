using PerfHarness.Analysis;

namespace PerfHarness.Cli.Tables;

/// <summary>Rows of shares as a table. The name stands last: it may be of any length.</summary>
internal static class ShareTable
{
    public static TableModel Of(SelfShares shares, IEnumerable<ShareRow> rows)
    {
        var runs = shares.Runs.Count;
        var byFunction = shares.Grouping == Grouping.Function;
        List<Column> columns = [new("self %", Right: true), new("total %", Right: true), new("samples", Right: true)];
        if (byFunction)
        {
            columns.Add(new Column("module"));
        }

        columns.Add(new Column(shares.Grouping.ToString().ToLowerInvariant()));

        var table = new TableModel([.. columns]);
        foreach (var row in rows)
        {
            List<string> cells = [NumberFormatter.Spread(row.Self, runs), runs < 2 ? NumberFormatter.Percent(row.Total.Pooled) : NumberFormatter.Percent(row.Total.Mean), NumberFormatter.Count(row.SelfSamples)];
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
