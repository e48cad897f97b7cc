using PerfHarness.Analysis;
using PerfHarness.Formats.Diagnostics;

namespace PerfHarness.Reports;

/// <summary>The table of the hottest rows, for every output that has one. Names in it are safe to print on one line.</summary>
/// <param name="Title">Heading of the first column: <c>function</c>, <c>module</c>…</param>
/// <param name="Samples">All selected samples.</param>
/// <param name="Runs">Runs that have samples.</param>
/// <param name="HiddenRows">Rows that were left out.</param>
/// <param name="HiddenSelfShare">Their self share together.</param>
internal sealed record ReportTable(string Title, IReadOnlyList<ReportRow> Rows, long Samples, int Runs, int HiddenRows, double HiddenSelfShare)
{
    /// <param name="top">Rows to show.</param>
    /// <param name="minShare">Rows below this self share (0 to 1) are left out.</param>
    public static ReportTable Create(SelfShares shares, int top = 20, double minShare = 0, bool byTotal = false)
    {
        ArgumentNullException.ThrowIfNull(shares);
        IEnumerable<ShareRow> order = byTotal ? shares.Rows.OrderByDescending(r => r.Total.Mean) : shares.Rows;
        var shown = order.Where(r => (byTotal ? r.Total.Mean : r.Self.Mean) >= minShare).Take(top).ToList();
        var rows = shown.Select(r => new ReportRow(
            SafeText.ToSingleLine(r.Name.Name),
            SafeText.ToSingleLine(r.Name.Module),
            shares.Grouping is Grouping.Function ? FrameKindLabels.GetLabel(r.Kind) : "",
            r.Self.Mean,
            shares.Runs.Count > 1 ? r.Self.StandardDeviation : null,
            r.Total.Mean,
            r.SelfSamples)).ToList();
        return new ReportTable(
            shares.Grouping.ToString().ToLowerInvariant(),
            rows,
            shares.Samples,
            shares.Runs.Count,
            shares.Rows.Count - rows.Count,
            Math.Max(0, shares.Rows.Sum(r => r.Self.Mean) - rows.Sum(r => r.Self)));
    }
}
