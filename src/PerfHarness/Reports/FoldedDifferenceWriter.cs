using System.Globalization;
using System.Text;
using PerfHarness.Analysis;
using PerfHarness.Folding;
using PerfHarness.Profiles;

namespace PerfHarness.Reports;

/// <summary>
/// Writes the two-column form of difffolded.pl, <c>stack before after</c>, which flamegraph.pl draws as a differential.
/// Stacks begin with their first frame: the difference is over all threads.
/// </summary>
/// <param name="normalize">Scale the counts of before to the total of after, as <c>difffolded.pl -n</c>.</param>
internal sealed class FoldedDifferenceWriter(bool normalize = false) : IReportWriter<StackDifference>
{
    public string Extension => ".folded";

    public void Write(StackDifference report, Stream output)
    {
        ArgumentNullException.ThrowIfNull(report);
        var (before, after) = (report.Before.Sum(), report.After.Sum());
        var factor = normalize && before > 0 && after > 0 ? (double)after / before : 1;
        var texts = new string[report.Frames.Count];
        for (var i = 0; i < texts.Length; i++)
        {
            texts[i] = FrameText.EscapeElement(report.Functions[report.Frames[new FrameId(i)].Function].Name.Name, empty: "[unknown]");
        }

        var lines = new SortedDictionary<string, (double Before, long After)>(StringComparer.Ordinal);
        for (var row = 1; row < report.Stacks.Count; row++)
        {
            if (report.Before[row] != 0 || report.After[row] != 0)
            {
                var stack = string.Join(';', report.Stacks.GetFrames(new StackId(row)).Select(f => texts[f.Index]));
                var sum = lines.GetValueOrDefault(stack);
                lines[stack] = (sum.Before + (report.Before[row] * factor), sum.After + report.After[row]);
            }
        }

        using var writer = new StreamWriter(output, new UTF8Encoding(false), leaveOpen: true) { NewLine = "\n" };
        foreach (var (stack, counts) in lines)
        {
            writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{stack} {Math.Round(counts.Before)} {counts.After}"));
        }
    }
}
