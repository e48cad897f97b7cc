using PerfHarness.Cli.Hosting;
using PerfHarness.Diagnostics;
using PerfHarness.Runs;

namespace PerfHarness.Cli.Tables;

/// <summary>What a run of a benchmark prints: hottest functions, verdict, paths.</summary>
internal sealed class BenchOutput(Terminal terminal)
{
    public void Write(BenchResult result, int top)
    {
        new ReportOutput(terminal, result.Selection).WriteTable(result.Shares, ShareOrder.Self, top);
        terminal.Output.WriteLine();
        if (result.Verdict is { } verdict)
        {
            new VerdictOutput(terminal).Write(verdict);
        }

        if (result.Accepted is { } accepted)
        {
            terminal.Output.WriteLine($"Accepted as the baseline of {SafeText.OneLine(accepted.Bench)}: {Figures.Count(accepted.Counts.Runs.Count)} runs, {Figures.Count(accepted.Counts.Sessions.Count)} sessions.");
        }

        foreach (var file in result.Files)
        {
            terminal.Output.WriteLine(SafeText.OneLine($"  {file}"));
        }
    }
}
