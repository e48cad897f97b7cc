using System.CommandLine;
using PerfHarness.Cli.Hosting;
using PerfHarness.Cli.Options;
using PerfHarness.Cli.Tables;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Recording;
using PerfHarness.Recording.Capabilities;
using PerfHarness.Symbols.Native;
using PerfHarness.Symbols.Servers;

namespace PerfHarness.Cli.Verbs;

/// <summary><c>doctor</c>: what works here.</summary>
internal sealed class DoctorVerb : Verb
{
    public override string Name => "doctor";

    public override string Description => "Show what works on this machine, what does not, and how to fix it.";

    public override IReadOnlyList<string> Examples => ["doctor", "doctor --symbols", "doctor --clean"];

    public override void Configure(Command command, Invocation invocation)
    {
        var symbols = new Option<bool>("--symbols")
        {
            Description = "Fetch the symbols of the installed .NET runtimes' native libraries, which every report then uses.",
        };
        var server = new SymbolServerOption("Symbol server for --symbols (may be repeated). [default: Microsoft's]");
        var clean = new Option<bool>("--clean")
        {
            Description = "Remove what a killed recording (kill -9) left behind: its folder, processes and perf maps, and its probes.",
        };
        var dryRun = new Option<bool>("--dry-run") { Description = "With --clean: list it, and leave it." };
        foreach (var option in (Option[])[symbols, server, clean, dryRun])
        {
            command.Add(option);
        }

        command.Validators.Add(result =>
        {
            if (result.GetResult(server) is { Implicit: false } && !result.GetValue(symbols))
            {
                result.AddError("--symbol-server needs --symbols.");
            }

            if (result.GetValue(dryRun) && !result.GetValue(clean))
            {
                result.AddError("--dry-run needs --clean.");
            }

            if (result.GetValue(symbols) && result.GetValue(clean))
            {
                result.AddError("--symbols and --clean are different work: use one of them.");
            }
        });
        command.SetAction((parsed, cancellation) => parsed.GetValue(clean)
            ? Task.FromResult(CleanOutput.Clean(invocation.Terminal, parsed.GetValue(dryRun)))
            : parsed.GetValue(symbols)
            ? Task.FromResult(FetchSymbols(invocation.Terminal, server.GetServers(parsed), cancellation))
            : ExamineAsync(invocation.Terminal, cancellation));
    }

    private static int FetchSymbols(Terminal terminal, IReadOnlyList<Uri> servers, CancellationToken cancellation)
    {
        var diagnostics = new DiagnosticBag();
        var options = SymbolServerOptions.None with { Ssqp = servers.Count > 0 ? servers : [SymbolServerOptions.Microsoft] };
        using var server = new SymbolServer(options, diagnostics);
        var libraries = RuntimeLibraries.Find();
        var table = new TableModel(new Column("runtime"), new Column("library"), new Column("symbols"));
        var missing = 0;
        foreach (var library in libraries)
        {
            cancellation.ThrowIfCancellationRequested();
            var name = Path.GetFileName(library.Path);
            var (kept, path) = (server.FindCached(library.Id), server.Find(library.Id, name));
            missing += path is null ? 1 : 0;
            var hasFailed = diagnostics.GetCount(DiagnosticCodes.SymbolServerFailed) > 0;
            table.Add(library.Version, name, kept is not null ? "there already" : path is not null ? "fetched"
                : hasFailed ? "not fetched" : "not on the server");
        }

        terminal.Write(table);
        terminal.Report(diagnostics.ToList());
        terminal.Output.WriteLine(SafeText.ToSingleLine(libraries.Count == 0
            ? "No .NET runtime was found; set DOTNET_ROOT."
            : $"Symbols are kept in {options.CacheFolder}."));
        return missing == 0 && libraries.Count > 0 ? ExitCode.Success : ExitCode.Usage;
    }

    private static async Task<int> ExamineAsync(Terminal terminal, CancellationToken cancellation)
    {
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
    }

    private static string GetLabel(CapabilityState state) => state switch
    {
        CapabilityState.Ok => "ok",
        CapabilityState.Limited => "limited",
        _ => "impossible",
    };
}
