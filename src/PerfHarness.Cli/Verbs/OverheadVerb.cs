using System.CommandLine;
using System.Globalization;
using PerfHarness.Cli.Hosting;
using PerfHarness.Cli.Options;
using PerfHarness.Cli.Tables;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Overhead;
using PerfHarness.Recording;
using PerfHarness.Recording.Capabilities;

namespace PerfHarness.Cli.Verbs;

/// <summary><c>overhead</c>: what observing a command costs.</summary>
internal sealed class OverheadVerb : Verb
{
    private static readonly Dictionary<string, CallGraphMode> CallGraphs = new(StringComparer.Ordinal)
    {
        ["none"] = CallGraphMode.None, ["fp"] = CallGraphMode.FramePointer, ["dwarf"] = CallGraphMode.Dwarf, ["lbr"] = CallGraphMode.LastBranchRecord,
    };

    public override string Name => "overhead";

    public override string Description => "Measure what observing a command costs: perf stat, perf record, perf maps, tracers.";

    public override IReadOnlyList<string> Examples =>
    [
        "overhead -- ./bench --iterations 200",
        "overhead --runs 10 --only record --frequency 997,4000 --call-graph fp,dwarf -- ./bench",
        "overhead --json -o overhead.json -- dotnet App.dll",
    ];

    public override bool TakesCommand => true;

    public override void Configure(Command command, Invocation invocation)
    {
        var runs = NumericOptions.CreateIntegerOption(
            "--runs", ["-r"], $"Rounds, in each of which every observer runs once. [default: {OverheadOptions.DefaultRuns}]",
            OverheadOptions.MinimumRuns, 1000);
        var frequencies = CreateListOption("--frequency", "-F", "hz", "Frequencies of perf record, as in 99,997. [default: 99,997,4000]");
        var callGraphs = CreateListOption(
            "--call-graph", null, string.Join('|', CallGraphs.Keys), "Call graphs of perf record. [default: none,fp,dwarf]");
        var only = CreateListOption("--only", null, string.Join('|', Observer.Kinds), "Only these observers, besides none. [default: all]");
        var json = new Option<bool>("--json")
        {
            Description = "Write all values as JSON instead of a table; with -o, write a file as well as the table.",
        };
        var (target, output) = (new TargetOptions(), new OutputFileOption());
        foreach (var option in (Option[])[runs, frequencies, callGraphs, only, json])
        {
            command.Add(option);
        }

        output.AddTo(command);
        target.AddTo(command, canShowOutput: false);
        command.SetAction(async (parsed, cancellation) =>
        {
            var bench = target.CreateTarget(parsed, invocation.Command);
            var options = new OverheadOptions
            {
                Runs = parsed.GetValue(runs) ?? OverheadOptions.DefaultRuns,
                Frequencies = Read(parsed, frequencies, ParseFrequency) ?? OverheadOptions.DefaultFrequencies,
                CallGraphs = Read<CallGraphMode>(parsed, callGraphs, text => CallGraphs.TryGetValue(text, out var mode) ? mode : null)
                    ?? OverheadOptions.DefaultCallGraphs,
                Kinds = ReadKinds(parsed, only),
                OwnCommand = FindOwnCommand(),
            };
            output.Prepare(parsed);
            var observers = ObserverList.Create(options, await PerfCapabilities.ProbeAsync(cancellation).ConfigureAwait(false));
            var report = await new OverheadMeasurement(bench, options, new ProgressLines(invocation.Terminal)).RunAsync(observers, cancellation)
                .ConfigureAwait(false);
            var isJson = parsed.GetValue(json) || output.GetPath(parsed) is not null;
            if (isJson)
            {
                output.Write(parsed, invocation.Terminal, stream =>
                {
                    OverheadJson.Write(report, bench.ToString(), stream);
                    stream.Write("\n"u8);
                });
            }

            // Standard output is either for the table or for JSON.
            if (!isJson || output.GetPath(parsed) is not null)
            {
                OverheadOutput.Write(invocation.Terminal, report);
            }

            invocation.Terminal.Output.Flush();
            cancellation.ThrowIfCancellationRequested();
            return ExitCode.Success;
        });
    }

    private static Option<string[]> CreateListOption(string name, string? alias, string helpName, string description) =>
        new(name, alias is null ? [] : [alias]) { HelpName = helpName, Description = description };

    private static int? ParseFrequency(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var hz) && hz is >= 1 and <= 1_000_000 ? hz : null;

    private static IReadOnlyList<T>? Read<T>(ParseResult parsed, Option<string[]> option, Func<string, T?> parse)
        where T : struct =>
        parsed.GetValue(option) is not { Length: > 0 } given ? null : [.. given.SelectMany(text => text.Split(',', StringSplitOptions.TrimEntries))
            .Select(text => parse(text) ?? throw CreateError(option, text)).Distinct()];

    private static IReadOnlyList<string> ReadKinds(ParseResult parsed, Option<string[]> option) =>
        parsed.GetValue(option) is not { Length: > 0 } given ? Observer.Kinds : [.. given
            .SelectMany(text => text.Split(',', StringSplitOptions.TrimEntries))
            .Select(text => Observer.Kinds.Contains(text) ? text : throw CreateError(option, text))];

    private static PerfHarnessException CreateError(Option option, string text) => new(
        DiagnosticCodes.UsageError,
        $"'{text}' is not a valid value for {option.Name}.",
        option.HelpName!.Contains('|', StringComparison.Ordinal)
            ? $"Use some of {option.HelpName.Replace('|', ',')}." : "Use a list such as 99,997.");

    // Started by the host that runs this assembly: its own executable, or dotnet with the assembly.
    private static IReadOnlyList<string> FindOwnCommand()
    {
        var (host, assembly) = (Environment.ProcessPath ?? "dotnet", Environment.GetCommandLineArgs()[0]);
        return Path.GetFileNameWithoutExtension(host) == "dotnet" ? [host, assembly] : [host];
    }
}
