using PerfHarness.Analysis;
using PerfHarness.Formats.Diagnostics;

namespace PerfHarness.Reports;

/// <summary>The hottest rows, for every output that has a table of them. Names in it are safe to print on one line.</summary>
/// <param name="Samples">All selected samples.</param>
/// <param name="Runs">Runs that have samples.</param>
internal sealed record ReportTable(IReadOnlyList<ReportRow> Rows, long Samples, int Runs)
{
    /// <param name="top">Number of rows.</param>
    public static ReportTable Create(SelfShares shares, int top)
    {
        ArgumentNullException.ThrowIfNull(shares);
        var rows = shares.Rows.Take(top).Select(r => new ReportRow(
            SafeText.ToSingleLine(r.Name.Name),
            SafeText.ToSingleLine(r.Name.Module),
            r.Self.Mean,
            shares.Runs.Count > 1 ? r.Self.StandardDeviation : null,
            r.Total.Mean,
            r.SelfSamples));
        return new ReportTable([.. rows], shares.Samples, shares.Runs.Count);
    }
}
