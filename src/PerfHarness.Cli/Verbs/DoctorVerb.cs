using System.CommandLine;
using PerfHarness.Cli.Hosting;
using PerfHarness.Cli.Tables;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Recording;
using PerfHarness.Recording.Capabilities;

namespace PerfHarness.Cli.Verbs;

/// <summary><c>doctor</c>: what works here.</summary>
internal sealed class DoctorVerb : Verb
{
    public override string Name => "doctor";

    public override string Description => "Show what works on this machine, what does not, and how to fix it.";

    public override IReadOnlyList<string> Examples => ["doctor"];

    public override void Configure(Command command, Invocation invocation) => command.SetAction(async (_, cancellation) =>
    {
        var terminal = invocation.Terminal;
        var capabilities = await PerfCapabilities.ProbeAsync(cancellation).ConfigureAwait(false);
        var checks = await Doctor.ExamineAsync(capabilities, cancellation).ConfigureAwait(false);
        var works = checks.All(check => check.State != CapabilityState.Impossible);
        var table = new TableModel(new Column(""), new Column("check"), new Column("observed"));
        foreach (var check in checks)
        {
            table.Add(GetLabel(check.State), check.Name, check.Observation);
        }

        terminal.Write(table);
        terminal.Output.WriteLine();
        foreach (var check in checks.Where(check => check.State != CapabilityState.Ok && check.Remedy is not null))
        {
            // On a separate line, to be copied.
            terminal.Output.WriteLine(SafeText.ToSingleLine($"{check.Name}:"));
            terminal.Output.WriteLine(SafeText.ToSingleLine($"    {check.Remedy}"));
        }

        terminal.Output.WriteLine(works ? $"Profiling works here, with {capabilities.DefaultEvent}." : "Profiling is impossible here.");
        return works ? ExitCode.Success : ExitCode.ProfilingImpossible;
    });

    private static string GetLabel(CapabilityState state) => state switch
    {
        CapabilityState.Ok => "ok",
        CapabilityState.Limited => "limited",
        _ => "impossible",
    };
}
