using System.Globalization;
using PerfHarness.Calibration;
using PerfHarness.Cli.Hosting;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Runs;

namespace PerfHarness.Cli.Tables;

/// <summary>A calibration as text: what failed falsely, what is noisy, what would be found, what to do.</summary>
internal sealed class CalibrationOutput(Terminal terminal)
{
    public void Write(CalibrationResult c, string command, int top)
    {
        var seconds = c.MedianSeconds is { } s ? Text($" in {s:0.0} s") : "";
        Line($"{command}: {Text($"{c.Runs} runs, {c.MedianSamples:#,0} samples a run{seconds}, {c.Functions} functions tested, dispersion {c.TypicalDispersion:0.00}")}");
        if (c.TotalDeviation is { } total)
        {
            Line(Text($"Total CPU time varies by {total:0.0 %} from run to run."));
        }

        foreach (var problem in c.Problems)
        {
            Line($"Not fit to be judged: {problem}.");
        }

        Splits(c);
        Detectable(c);
        Planted(c);
        Noise(c, top);
        Gap();
        foreach (var advice in c.Advice)
        {
            Line($"- {advice}");
        }

        Line(c.Trustworthy ? "The gate can be trusted here." : "The gate cannot be trusted here yet.");
    }

    private void Splits(CalibrationResult c)
    {
        if (c.Splits.Count == 0)
        {
            return;
        }

        Title("The same program on both sides: whatever fails, fails falsely");
        var table = new TableModel(new Column("compared"), new Column("splits", Right: true), new Column("failed %", Right: true), new Column("at most %", Right: true),
            new Column("open %", Right: true), new Column("runs a side", Right: true), new Column("what failed"));
        foreach (var split in c.Splits)
        {
            table.Add(Word(split), NumberFormatter.Count(split.Failed.Trials), NumberFormatter.Percent(split.Failed.Share), NumberFormatter.Percent(split.Failed.UpperBound), NumberFormatter.Percent(split.Inconclusive.Share),
                split.MeanRuns.ToString("0.0", CultureInfo.InvariantCulture), string.Join(", ", split.Functions.Take(3).Select(f => Text($"{f.Function} ({f.Times})"))));
        }

        terminal.Write(table);
    }

    private void Detectable(CalibrationResult c)
    {
        Title("The smallest rise that would be found, in percentage points, of functions of 1 % and more");
        var table = new TableModel(new Column("runs a side", Right: true), new Column("median", Right: true), new Column("worst", Right: true), new Column(""));
        foreach (var rise in c.Detectable)
        {
            table.Add(NumberFormatter.Count(rise.Runs), NumberFormatter.Percent(rise.Median), NumberFormatter.Percent(rise.Worst), rise.Resampled ? "(runs drawn more than once)" : "");
        }

        terminal.Write(table);
    }

    private void Planted(CalibrationResult c)
    {
        if (c.Planted.Count == 0)
        {
            return;
        }

        Title("Rises put into the counts");
        var table = new TableModel(new Column("share %", Right: true), new Column("rise", Right: true), new Column("found %", Right: true), new Column("open %", Right: true),
            new Column("runs a side", Right: true), new Column("function"));
        foreach (var p in c.Planted)
        {
            table.Add(NumberFormatter.Percent(p.Share), NumberFormatter.Points(p.Shift), NumberFormatter.Percent(p.Found.Share), NumberFormatter.Percent(p.Open.Share), p.MeanRuns.ToString("0.0", CultureInfo.InvariantCulture), p.Function.Name);
        }

        terminal.Write(table);
    }

    private void Noise(CalibrationResult c, int top)
    {
        Title("Functions by their noise from run to run (dispersion 1: no more than sampling gives)");
        var table = new TableModel(new Column("share %", Right: true), new Column("lowest", Right: true), new Column("highest", Right: true), new Column("dispersion", Right: true),
            new Column(""), new Column("finds", Right: true), new Column("function"), new Column("module"));
        var shown = top <= 0 ? c.Noise : [.. c.Noise.Take(top)];
        foreach (var n in shown)
        {
            table.Add(NumberFormatter.Percent(n.Share), NumberFormatter.Percent(n.Lowest), NumberFormatter.Percent(n.Highest), n.Dispersion.ToString("0.0", CultureInfo.InvariantCulture),
                n.Kind == NoiseKind.Steady ? "" : n.Kind.ToString().ToLowerInvariant(), n.Detectable is [var first, ..] && double.IsFinite(first) ? NumberFormatter.Points(first) : "", n.Name.Name, n.Name.Module);
        }

        terminal.Write(table);
        if (shown.Count < c.Noise.Count)
        {
            Line(Text($"{c.Noise.Count - shown.Count} more functions; --top 0 lists all."));
        }
    }

    private static string Word(SplitRates split) => split.Plan switch
    {
        SplitPlan.Staged => Text($"in stages up to {split.BaselineRuns}+{split.CandidateRuns}, as run does"),
        SplitPlan.Stored => Text($"{split.CandidateRuns} runs against {split.BaselineRuns} stored ones"),
        _ => Text($"{split.BaselineRuns}+{split.CandidateRuns} runs, one look"),
    };

    private void Title(string text)
    {
        Gap();
        Line(text);
        Gap();
    }

    private void Line(string text) => terminal.Output.WriteLine(SafeText.ToSingleLine(text));

    private void Gap() => terminal.Output.WriteLine();

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
