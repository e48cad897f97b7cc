using System.Globalization;
using PerfHarness.Analysis;
using PerfHarness.Calibration;
using PerfHarness.Cli.Hosting;
using PerfHarness.Formats.Diagnostics;

namespace PerfHarness.Cli.Tables;

/// <summary>A calibration as text: false failures, detectable and injected regressions, noise, advice.</summary>
internal sealed class CalibrationOutput(Terminal terminal)
{
    private const int MaxListedFailures = 3;

    /// <param name="subject">The command or profiles that were calibrated.</param>
    /// <param name="top">Functions to list; 0 lists all.</param>
    public void Write(CalibrationResult calibration, string subject, int top)
    {
        WriteHeader(calibration, subject);
        WriteSplits(calibration.Splits);
        WriteDetectableRises(calibration.DetectableRises);
        WriteInjectedRegressions(calibration.InjectedRegressions);
        if (calibration.Stored is { } stored)
        {
            WriteStored(stored);
        }

        WriteNoise(calibration.Noise, top);
        WriteBlankLine();
        foreach (var advice in calibration.Advice)
        {
            WriteLine($"- {advice}");
        }

        WriteLine(calibration.IsTrustworthy ? "The gate can be trusted here." : "The gate cannot be trusted here yet.");
    }

    private void WriteHeader(CalibrationResult calibration, string subject)
    {
        var seconds = calibration.MedianSeconds is { } s ? Format($" in {s:0.0} s") : "";
        WriteLine($"{subject}: "
            + Format($"{calibration.RunCount} runs, {calibration.MedianSamples:#,0} samples per run{seconds}, ")
            + Format($"{calibration.FunctionCount} functions tested, dispersion {calibration.TypicalDispersion:0.00}"));
        if (calibration.TotalDeviation is { } total)
        {
            WriteLine($"Total CPU time varies by {NumberFormatter.FormatShare(total)} between runs.");
        }

        foreach (var problem in calibration.Problems)
        {
            WriteLine($"Cannot be judged: {problem}.");
        }
    }

    private void WriteSplits(IReadOnlyList<SplitRates> splits)
    {
        if (splits.Count == 0)
        {
            return;
        }

        WriteTitle("Identical programs on both sides: every failure is a false one");
        var table = new TableModel(
            new Column("comparison"),
            new Column("splits", IsRightAligned: true),
            new Column("failed %", IsRightAligned: true),
            new Column("upper bound %", IsRightAligned: true),
            new Column("inconclusive %", IsRightAligned: true),
            new Column("runs per side", IsRightAligned: true),
            new Column("failed functions"));
        foreach (var split in splits)
        {
            table.Add(
                DescribeSplit(split),
                NumberFormatter.FormatCount(split.Failed.Trials),
                NumberFormatter.FormatPercent(split.Failed.Share),
                NumberFormatter.FormatPercent(split.Failed.UpperBound),
                NumberFormatter.FormatPercent(split.Inconclusive.Share),
                FormatOneDecimal(split.MeanRuns),
                string.Join(", ", split.Functions.Take(MaxListedFailures).Select(f => Format($"{f.Function} ({f.Times})"))));
        }

        terminal.Write(table);
    }

    private void WriteDetectableRises(IReadOnlyList<DetectableRise> rises)
    {
        WriteTitle("Smallest detectable rise, in percentage points, for functions of at least 1 %");
        var table = new TableModel(
            new Column("runs per side", IsRightAligned: true),
            new Column("median", IsRightAligned: true),
            new Column("worst", IsRightAligned: true),
            new Column(""));
        foreach (var rise in rises)
        {
            table.Add(
                NumberFormatter.FormatCount(rise.RunsPerSide),
                NumberFormatter.FormatPercent(rise.Median),
                NumberFormatter.FormatPercent(rise.Largest),
                rise.Resampled ? "(runs resampled)" : "");
        }

        terminal.Write(table);
    }

    private void WriteInjectedRegressions(IReadOnlyList<InjectedRegression> regressions)
    {
        if (regressions.Count == 0)
        {
            return;
        }

        WriteTitle("Injected regressions");
        var table = new TableModel(
            new Column("share %", IsRightAligned: true),
            new Column("rise", IsRightAligned: true),
            new Column("detected %", IsRightAligned: true),
            new Column("inconclusive %", IsRightAligned: true),
            new Column("runs per side", IsRightAligned: true),
            new Column("function"));
        foreach (var regression in regressions)
        {
            table.Add(
                NumberFormatter.FormatPercent(regression.Share),
                NumberFormatter.FormatPoints(regression.Rise),
                NumberFormatter.FormatPercent(regression.Detected.Share),
                NumberFormatter.FormatPercent(regression.Inconclusive.Share),
                FormatOneDecimal(regression.MeanRuns),
                regression.Function.Name);
        }

        terminal.Write(table);
    }

    private void WriteStored(StoredCalibration stored)
    {
        WriteTitle(stored.Sessions == 1
            ? Format($"Identical builds against a stored baseline of {stored.BaselineRuns} runs, of the same session: ")
                + "without any drift of the machine"
            : Format($"Identical builds against a stored baseline of {stored.BaselineRuns} runs: ")
                + Format($"{stored.Sessions} sessions, each judged against the others"));
        var table = new TableModel(
            new Column("at most", IsRightAligned: true),
            new Column("confirmed %", IsRightAligned: true),
            new Column("failed %", IsRightAligned: true),
            new Column("upper bound %", IsRightAligned: true),
            new Column("inconclusive %", IsRightAligned: true),
            new Column("runs", IsRightAligned: true),
            new Column("minutes", IsRightAligned: true));
        foreach (var rates in stored.Rates)
        {
            table.Add(
                Format($"{rates.MaximumRuns}+{rates.MaximumRuns} runs"),
                NumberFormatter.FormatPercent(rates.Confirmed.Share),
                NumberFormatter.FormatPercent(rates.Failed.Share),
                NumberFormatter.FormatPercent(rates.Failed.UpperBound),
                NumberFormatter.FormatPercent(rates.Inconclusive.Share),
                FormatOneDecimal(rates.MeanRuns),
                rates.MeanMinutes is { } minutes ? FormatOneDecimal(minutes) : "?");
        }

        terminal.Write(table);
        WriteTitle(Format($"Smallest rise that is found in {StoredSimulation.ReliableShare:0 %} of the builds, in percentage points"));
        var rises = new TableModel(
            [new Column("share %", IsRightAligned: true),
                .. stored.Rates.Select(r => new Column(Format($"{r.MaximumRuns}+{r.MaximumRuns} runs"), IsRightAligned: true)),
                new Column("function")]);
        foreach (var rise in stored.Rises)
        {
            rises.Add(
                [NumberFormatter.FormatPercent(rise.Share),
                    .. rise.Smallest.Select(s => s is { } found ? NumberFormatter.FormatPoints(found) : "none"), rise.Function.Name]);
        }

        terminal.Write(rises);
    }

    private void WriteNoise(IReadOnlyList<FunctionNoise> noise, int top)
    {
        WriteTitle("Functions by noise between runs (dispersion 1: sampling noise only)");
        var table = new TableModel(
            new Column("share %", IsRightAligned: true),
            new Column("lowest", IsRightAligned: true),
            new Column("highest", IsRightAligned: true),
            new Column("dispersion", IsRightAligned: true),
            new Column(""),
            new Column("detects", IsRightAligned: true),
            new Column("function"),
            new Column("module"));
        var shown = top <= 0 ? noise : [.. noise.Take(top)];
        foreach (var function in shown)
        {
            table.Add(
                NumberFormatter.FormatPercent(function.Share),
                NumberFormatter.FormatPercent(function.Lowest),
                NumberFormatter.FormatPercent(function.Highest),
                FormatOneDecimal(function.Dispersion),
                function.Kind == NoiseKind.Steady ? "" : function.Kind.ToString().ToLowerInvariant(),
                function.DetectableRises is [var rise, ..] && double.IsFinite(rise) ? NumberFormatter.FormatPoints(rise) : "",
                function.Name.Name,
                function.Name.Module);
        }

        terminal.Write(table);
        if (shown.Count < noise.Count)
        {
            WriteLine(Format($"{noise.Count - shown.Count} more functions; --top 0 lists all."));
        }
    }

    private static string DescribeSplit(SplitRates split) => split.Plan switch
    {
        SplitPlan.Staged => Format($"in stages up to {split.BaselineRuns}+{split.CandidateRuns} runs, as 'run' does"),
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

    private static string FormatOneDecimal(double value) => value.ToString("0.0", CultureInfo.InvariantCulture);

    private static string Format(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
