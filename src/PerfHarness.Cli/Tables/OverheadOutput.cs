using System.Globalization;
using PerfHarness.Analysis;
using PerfHarness.Cli.Hosting;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Overhead;

namespace PerfHarness.Cli.Tables;

/// <summary>What observing costs, as text.</summary>
internal static class OverheadOutput
{
    public static void Write(Terminal terminal, OverheadReport report)
    {
        var table = new TableModel(
            new Column("observer"),
            new Column("wall s", IsRightAligned: true),
            new Column("change", IsRightAligned: true),
            new Column("95 % interval", IsRightAligned: true),
            new Column("user s", IsRightAligned: true),
            new Column("sys s", IsRightAligned: true),
            new Column("CPU", IsRightAligned: true),
            new Column("95 % interval", IsRightAligned: true),
            new Column("observer s", IsRightAligned: true),
            new Column("its CPU s", IsRightAligned: true),
            new Column("KiB", IsRightAligned: true));
        foreach (var cost in report.Costs.Where(cost => cost.Runs.Count > 0))
        {
            table.Add(
                cost.Observer.Title,
                $"{FormatSeconds(cost.GetMean(run => run.Wall))} ± {FormatSeconds(cost.GetDeviation(run => run.Wall))}",
                FormatChange(cost.Wall),
                FormatInterval(cost.Wall),
                FormatSeconds(cost.GetMean(run => run.User)),
                FormatSeconds(cost.GetMean(run => run.System)),
                FormatChange(cost.Cpu),
                FormatInterval(cost.Cpu),
                FormatSeconds(cost.GetMean(run => run.ObserverWall)),
                FormatSeconds(cost.GetMean(run => run.ObserverCpu)),
                cost.Runs.Any(run => run.Bytes > 0) ? (cost.GetMean(run => run.Bytes) / 1024).ToString("#,0", CultureInfo.InvariantCulture) : "");
        }

        terminal.Write(table);
        terminal.Output.WriteLine();
        foreach (var cost in report.Costs.Where(cost => cost.Obstacle is not null))
        {
            terminal.Output.WriteLine(SafeText.ToSingleLine($"not available: {cost.Observer.Title}: {cost.Obstacle}"));
        }

        var rounds = string.Create(CultureInfo.InvariantCulture, $"{report.Rounds} rounds{(report.IsInterrupted ? ", interrupted" : "")}");
        terminal.Output.WriteLine($"{rounds}. wall, user, sys and CPU are the command's own; ~ is within chance (adjusted p of 0.05 or more).");
        terminal.Output.WriteLine("observer s is what the observer adds before and after the command, and its CPU s what it uses itself.");
    }

    private static string FormatSeconds(double seconds) => seconds.ToString("0.000", CultureInfo.InvariantCulture);

    private static string FormatChange(CostRatio? ratio) =>
        ratio is null ? "" : $"{(ratio.IsSignificant ? "" : "~ ")}{NumberFormatter.FormatPoints(ratio.Ratio - 1)} %";

    private static string FormatInterval(CostRatio? ratio) => ratio is null || !double.IsFinite(ratio.High)
        ? "" : $"{NumberFormatter.FormatPoints(ratio.Low - 1)} to {NumberFormatter.FormatPoints(ratio.High - 1)}";
}
