using PerfHarness.Cli.Hosting;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Recording;
using PerfHarness.Recording.Capabilities;

namespace PerfHarness.Cli.Tables;

/// <summary>What <c>doctor --clean</c> finds and removes.</summary>
internal static class CleanOutput
{
    public static int Clean(Terminal terminal, bool dryRun)
    {
        var tracing = new TraceFileSystem(HostEnvironment.ReadCurrent());
        if (tracing.GetAccess() == TraceFileSystem.Access.Forbidden)
        {
            terminal.Report(new Diagnostic(
                DiagnosticCodes.TracepointsUnreadable, Severity.Info, $"Probes were not looked for: {tracing.GetProblem()}.",
                "They can be left behind only by root: run it with sudo."));
        }

        var leftovers = dryRun ? Leftovers.Find() : Leftovers.Remove();
        if (leftovers.Count == 0)
        {
            terminal.Output.WriteLine("Nothing was left behind.");
            return ExitCode.Success;
        }

        var table = new TableModel(new Column(""), new Column("kind"), new Column("name"));
        foreach (var leftover in leftovers)
        {
            table.Add(dryRun ? "found" : leftover.Problem is null ? "removed" : "still there", leftover.Kind, leftover.Name);
        }

        terminal.Write(table);
        terminal.Report(leftovers.Where(leftover => leftover.Problem is not null).Select(leftover => new Diagnostic(
            DiagnosticCodes.LeftBehind, Severity.Warning, $"The {leftover.Kind} {leftover.Name} is still there: {leftover.Problem}.")));
        return leftovers.Any(leftover => leftover.Problem is not null) ? ExitCode.Usage : ExitCode.Success;
    }
}
