using System.Globalization;
using PerfHarness.Analysis;
using PerfHarness.Cli.Hosting;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Live;

namespace PerfHarness.Cli.Tables;

/// <summary>Intervals as they arrive: each replaces the one before on a terminal, and follows it elsewhere.</summary>
internal sealed class LiveOutput(Terminal terminal, ShareOrder order, int? top)
{
    private const string HomeAndClear = "\u001b[H\u001b[2J\u001b[3J";
    private const int DefaultRows = 20;

    // Header, titles with their lines, and the prompt.
    private const int ReservedLines = 8;

    public void Write(LiveInterval interval)
    {
        if (terminal.IsOutputTerminal)
        {
            terminal.Output.Write(HomeAndClear);
        }
        else if (interval.Number > 1)
        {
            terminal.Output.WriteLine();
        }

        var usage = interval.CpuTime is { } cpu && interval.Duration > TimeSpan.Zero
            ? string.Create(CultureInfo.InvariantCulture, $" · {100 * (cpu / interval.Duration):0} % of a CPU")
            : "";
        var coverage = SymbolCoverageText.FormatSummary(SymbolCoverage.Compute(interval.Shares.Selection))[0];
        terminal.Output.WriteLine(SafeText.ToSingleLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{interval.EndTime:HH:mm:ss} · {interval.Duration.TotalSeconds:0.0} s{usage} · {interval.Shares.Samples:#,0} samples · {coverage}")));
        terminal.Output.WriteLine();
        var rows = order == ShareOrder.Self ? interval.Shares.Rows : [.. interval.Shares.Rows.OrderByDescending(row => row.TotalSum)];
        terminal.Write(ShareTable.Create(interval.Shares, rows.Take(top ?? GetFittingRows())));
        terminal.Output.Flush();
        terminal.Report(interval.NewDiagnostics);
    }

    private int GetFittingRows()
    {
        if (!terminal.IsOutputTerminal)
        {
            return DefaultRows;
        }

        try
        {
            return Math.Max(5, Console.WindowHeight - ReservedLines);
        }
        catch (IOException)
        {
            // The terminal's size is unknown.
            return DefaultRows;
        }
    }
}
