using System.Globalization;
using PerfHarness.Analysis;
using PerfHarness.Calibration;
using PerfHarness.Cli.Hosting;
using PerfHarness.Formats.Diagnostics;

namespace PerfHarness.Cli.Tables;

/// <summary>A calibration as text: what failed falsely, what is noisy, what would be found, what to do.</summary>
internal sealed class CalibrationOutput(Terminal terminal)
{
    public void Write(CalibrationResult c, string command, int top)
    {
        var seconds = c.MedianSeconds is { } s ? Format($" in {s:0.0} s") : "";
        WriteLine($"{command}: {Format($"{c.RunCount} runs, {c.MedianSamples:#,0} samples a run{seconds}, {c.FunctionCount} functions tested, dispersion {c.TypicalDispersion:0.00}")}");
        if (c.TotalDeviation is { } total)
        {
            WriteLine(Format($"Total CPU time varies by {total:0.0 %} from run to run."));
        }

        foreach (var problem in c.Problems)
        {
            WriteLine($"Not fit to be judged: {problem}.");
        }

        WriteSplits(c);
        WriteDetectableRises(c);
        WriteInjectedRegressions(c);
        WriteNoise(c, top);
        WriteBlankLine();
        foreach (var advice in c.Advice)
        {
            WriteLine($"- {advice}");
        }

        WriteLine(c.IsTrustworthy ? "The gate can be trusted here." : "The gate cannot be trusted here yet.");
    }

    private void WriteSplits(CalibrationResult c)
    {
        if (c.Splits.Count == 0)
        {
            return;
        }

        WriteTitle("The same program on both sides: whatever fails, fails falsely");
        var table = new TableModel(new Column("compared"), new Column("splits", IsRightAligned: true), new Column("failed %", IsRightAligned: true), new Column("at most %", IsRightAligned: true),
            new Column("open %", IsRightAligned: true), new Column("runs a side", IsRightAligned: true), new Column("what failed"));
        foreach (var split in c.Splits)
        {
            table.Add(DescribeSplit(split), NumberFormatter.FormatCount(split.Failed.Trials), NumberFormatter.FormatPercent(split.Failed.Share), NumberFormatter.FormatPercent(split.Failed.UpperBound), NumberFormatter.FormatPercent(split.Inconclusive.Share),
                split.MeanRuns.ToString("0.0", CultureInfo.InvariantCulture), string.Join(", ", split.Functions.Take(3).Select(f => Format($"{f.Function} ({f.Times})"))));
        }

        terminal.Write(table);
    }

    private void WriteDetectableRises(CalibrationResult c)
    {
        WriteTitle("The smallest rise that would be found, in percentage points, of functions of 1 % and more");
        var table = new TableModel(new Column("runs a side", IsRightAligned: true), new Column("median", IsRightAligned: true), new Column("worst", IsRightAligned: true), new Column(""));
        foreach (var rise in c.DetectableRises)
        {
            table.Add(NumberFormatter.FormatCount(rise.RunsPerSide), NumberFormatter.FormatPercent(rise.Median), NumberFormatter.FormatPercent(rise.Largest), rise.Resampled ? "(runs drawn more than once)" : "");
        }

        terminal.Write(table);
    }

    private void WriteInjectedRegressions(CalibrationResult c)
    {
        if (c.InjectedRegressions.Count == 0)
        {
            return;
        }

        WriteTitle("Rises put into the counts");
        var table = new TableModel(new Column("share %", IsRightAligned: true), new Column("rise", IsRightAligned: true), new Column("found %", IsRightAligned: true), new Column("open %", IsRightAligned: true),
            new Column("runs a side", IsRightAligned: true), new Column("function"));
        foreach (var p in c.InjectedRegressions)
        {
            table.Add(NumberFormatter.FormatPercent(p.Share), NumberFormatter.FormatPoints(p.Rise), NumberFormatter.FormatPercent(p.Detected.Share), NumberFormatter.FormatPercent(p.Inconclusive.Share), p.MeanRuns.ToString("0.0", CultureInfo.InvariantCulture), p.Function.Name);
        }

        terminal.Write(table);
    }

    private void WriteNoise(CalibrationResult c, int top)
    {
        WriteTitle("Functions by their noise from run to run (dispersion 1: no more than sampling gives)");
        var table = new TableModel(new Column("share %", IsRightAligned: true), new Column("lowest", IsRightAligned: true), new Column("highest", IsRightAligned: true), new Column("dispersion", IsRightAligned: true),
            new Column(""), new Column("finds", IsRightAligned: true), new Column("function"), new Column("module"));
        var shown = top <= 0 ? c.Noise : [.. c.Noise.Take(top)];
        foreach (var n in shown)
        {
            table.Add(NumberFormatter.FormatPercent(n.Share), NumberFormatter.FormatPercent(n.Lowest), NumberFormatter.FormatPercent(n.Highest), n.Dispersion.ToString("0.0", CultureInfo.InvariantCulture),
                n.Kind == NoiseKind.Steady ? "" : n.Kind.ToString().ToLowerInvariant(), n.DetectableRises is [var first, ..] && double.IsFinite(first) ? NumberFormatter.FormatPoints(first) : "", n.Name.Name, n.Name.Module);
        }

        terminal.Write(table);
        if (shown.Count < c.Noise.Count)
        {
            WriteLine(Format($"{c.Noise.Count - shown.Count} more functions; --top 0 lists all."));
        }
    }

    private static string DescribeSplit(SplitRates split) => split.Plan switch
    {
        SplitPlan.Staged => Format($"in stages up to {split.BaselineRuns}+{split.CandidateRuns}, as run does"),
        SplitPlan.Stored => Format($"{split.CandidateRuns} runs against {split.BaselineRuns} stored ones"),
        _ => Format($"{split.BaselineRuns}+{split.CandidateRuns} runs, one look"),
    };

    private void WriteTitle(string text)
    {
        WriteBlankLine();
        WriteLine(text);
        WriteBlankLine();
    }

    private void WriteLine(string text) => terminal.Output.WriteLine(SafeText.ToSingleLine(text));

    private void WriteBlankLine() => terminal.Output.WriteLine();

    private static string Format(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
