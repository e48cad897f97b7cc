using System.Globalization;
using PerfHarness.Analysis;
using PerfHarness.Analysis.Crossed;

namespace PerfHarness.Cli.Tables;

/// <summary>Rows of crossed shares as a table: figures first, then the keys in the order that was asked for.</summary>
internal static class CrossedShareTable
{
    public static TableModel Create(CrossedShares shares, IEnumerable<CrossedShareRow> rows)
    {
        var table = new TableModel(
        [
            new Column("self %", IsRightAligned: true),
            new Column("total %", IsRightAligned: true),
            new Column("self samples", IsRightAligned: true),
            new Column("total samples", IsRightAligned: true),
            .. shares.Keys.Select(key => new Column(ShareKeys.GetName(key), IsRightAligned: key is ShareKey.Pid or ShareKey.Tid or ShareKey.Run)),
        ]);
        foreach (var row in rows)
        {
            table.Add(
            [
                NumberFormatter.FormatPercent(row.GetShare(row.GetSelf(shares.Measure), shares.Measure)),
                NumberFormatter.FormatPercent(row.GetShare(row.GetTotal(shares.Measure), shares.Measure)),
                NumberFormatter.FormatCount(row.SelfSamples),
                NumberFormatter.FormatCount(row.TotalSamples),
                .. row.Values.Select(value => value is null ? "?" : string.Create(CultureInfo.InvariantCulture, $"{value}")),
            ]);
        }

        return table;
    }
}
