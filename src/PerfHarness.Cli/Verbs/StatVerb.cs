using System.CommandLine;
using System.Globalization;
using PerfHarness.Analysis;
using PerfHarness.Cli.Hosting;
using PerfHarness.Cli.Options;
using PerfHarness.Cli.Tables;
using PerfHarness.Counters;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Recording;
using PerfHarness.Recording.Capabilities;

namespace PerfHarness.Cli.Verbs;

/// <summary><c>stat</c>: count events.</summary>
internal sealed class StatVerb : Verb
{
    public override string Name => "stat";

    public override string Description => "Count events of a command over several runs.";

    public override IReadOnlyList<string> Examples =>
    [
        "stat -- ./bench --iterations 200",
        "stat --json -o counters.json -- ./bench",
        "stat --runs 10 -e task-clock,page-faults -- ./bench",
    ];

    public override bool TakesCommand => true;

    public override void Configure(Command command, Invocation invocation)
    {
        var events = new Option<string[]>("--event", "-e")
        {
            HelpName = "event",
            Description = "Events to count, separated by commas (may be repeated). Default: task clock, context switches, page faults, "
                + "and hardware counters where available.",
        };
        var runs = NumericOptions.CreateIntegerOption("--runs", ["-r"], "Runs. [default: 5]", 1, 1000);
        var json = new Option<bool>("--json")
        {
            Description = "Write the values of all runs as JSON instead of a table; with -o, write a file as well as the table.",
        };
        var (target, output, probes) = (new TargetOptions(), new OutputFileOption(), new ProbeOption());
        command.Add(events);
        command.Add(runs);
        command.Add(json);
        output.AddTo(command);
        probes.AddTo(command);
        target.AddTo(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            var bench = target.CreateTarget(parsed, invocation.Command);
            output.Prepare(parsed);
            var capabilities = await PerfCapabilities.ProbeAsync(cancellation).ConfigureAwait(false);
            await using var session = await probes.AddProbesAsync(parsed, invocation.Terminal, bench, [], cancellation).ConfigureAwait(false);
            string[] given = [.. parsed.GetValue(events) ?? [], .. session.Events];
            var chosen = given.Length > 0 ? given : [.. CounterRecorder.DefaultEvents];
            var progress = new ProgressLines(invocation.Terminal);
            var counters = await CounterRecorder.RecordAsync(
                capabilities, bench, chosen, parsed.GetValue(runs) ?? 5, progress, cancellation).ConfigureAwait(false);
            if (parsed.GetValue(json) || output.GetPath(parsed) is not null)
            {
                output.Write(parsed, invocation.Terminal, stream =>
                {
                    CounterJson.Write(counters, bench.ToString(), stream);
                    stream.Write("\n"u8);
                });
            }

            // Standard output is either for the table or for JSON.
            if (!parsed.GetValue(json) || output.GetPath(parsed) is not null)
            {
                Write(invocation.Terminal, counters);
            }

            return ExitCode.Success;
        });
    }

    private static void Write(Terminal terminal, IReadOnlyList<Counter> counters)
    {
        var table = new TableModel(
            new Column("event"),
            new Column("mean", IsRightAligned: true),
            new Column("±", IsRightAligned: true),
            new Column("± %", IsRightAligned: true),
            new Column("unit"));
        foreach (var counter in counters)
        {
            table.Add(
                counter.Event,
                FormatNumber(counter.Mean),
                counter.Values.Count == 0 ? "" : FormatNumber(counter.StandardDeviation),
                counter.Mean > 0 ? NumberFormatter.FormatPercent(counter.StandardDeviation / counter.Mean) : "",
                counter.Unit);
        }

        terminal.Write(table);
    }

    private static string FormatNumber(double value) =>
        double.IsNaN(value) ? "not supported" : value.ToString(value < 1000 ? "0.##" : "#,0", CultureInfo.InvariantCulture);
}
