using System.Globalization;
using PerfHarness.Analysis;
using PerfHarness.Cli.Hosting;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Live;

namespace PerfHarness.Cli.Tables;

/// <summary>Slices as they come: over each other on a terminal, one below the other elsewhere.</summary>
internal sealed class LiveOutput(Terminal terminal, ShareOrder order, int? top)
{
    private const string HomeAndClear = "\u001b[H\u001b[2J\u001b[3J";
    private const int DefaultRows = 20;

    // Header, titles with their lines, and the prompt.
    private const int ReservedLines = 8;

    public void Write(LiveInterval slice)
    {
        if (terminal.IsOutputTerminal)
        {
            terminal.Output.Write(HomeAndClear);
        }
        else if (slice.Number > 1)
        {
            terminal.Output.WriteLine();
        }

        var used = slice.CpuTime is { } cpu && slice.Duration > TimeSpan.Zero ? string.Create(CultureInfo.InvariantCulture, $" · {100 * (cpu / slice.Duration):0} % of a CPU") : "";
        terminal.Output.WriteLine(SafeText.ToSingleLine(string.Create(CultureInfo.InvariantCulture,
            $"{slice.EndTime:HH:mm:ss} · {slice.Duration.TotalSeconds:0.0} s{used} · {slice.Shares.Samples:#,0} samples · {SymbolCoverageText.FormatSummary(SymbolCoverage.Compute(slice.Shares.Selection))}")));
        terminal.Output.WriteLine();
        var rows = order == ShareOrder.Self ? slice.Shares.Rows : [.. slice.Shares.Rows.OrderByDescending(row => row.TotalSum)];
        terminal.Write(ShareTable.Create(slice.Shares, rows.Take(top ?? GetFittingRows())));
        terminal.Output.Flush();
        terminal.Report(slice.NewDiagnostics);
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
            // A terminal that does not know its size.
            return DefaultRows;
        }
    }
}
