using System.Globalization;
using System.Text;
using PerfHarness.Analysis.Crossed;
using PerfHarness.Formats.Diagnostics;

namespace PerfHarness.Reports;

/// <summary>
/// Crossed shares as CSV (RFC 4180, with line feeds): a column for each key, then
/// <c>self_samples,total_samples,self_weight,total_weight,self_share,total_share</c>; shares are from 0 to 1. A name that a spreadsheet
/// would take for a formula has an apostrophe before it.
/// </summary>
internal sealed class CrossedShareCsvWriter(int top) : IReportWriter<CrossedShares>
{
    public void Write(CrossedShares report, Stream output)
    {
        ArgumentNullException.ThrowIfNull(report);
        using var text = new StreamWriter(output, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), 1 << 15, leaveOpen: true);
        text.Write(string.Join(',', report.Keys.Select(ShareKeys.GetName)));
        text.Write(",self_samples,total_samples,self_weight,total_weight,self_share,total_share\n");
        foreach (var row in report.Rows.Take(top))
        {
            foreach (var value in row.Values)
            {
                text.Write(Format(value));
                text.Write(',');
            }

            text.Write(string.Create(CultureInfo.InvariantCulture,
                $"{row.SelfSamples},{row.TotalSamples},{row.SelfWeight},{row.TotalWeight},"));
            text.Write(string.Create(CultureInfo.InvariantCulture,
                $"{row.GetShare(row.GetSelf(report.Measure), report.Measure):0.########},"));
            text.Write(string.Create(CultureInfo.InvariantCulture,
                $"{row.GetShare(row.GetTotal(report.Measure), report.Measure):0.########}\n"));
        }
    }

    private static string Format(object? value) => value switch
    {
        null => "",
        string text => Quote(SafeText.ToSingleLine(text)),
        _ => string.Create(CultureInfo.InvariantCulture, $"{value}"),
    };

    private static string Quote(string text)
    {
        text = text is ['=' or '+' or '-' or '@', ..] ? "'" + text : text;
        return text.AsSpan().IndexOfAny(",\"\r\n") < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }
}
