using System.CommandLine;
using System.Globalization;
using PerfHarness.Analysis;
using PerfHarness.Cli.Hosting;
using PerfHarness.Cli.Options;
using PerfHarness.Cli.Tables;
using PerfHarness.Counters;
using PerfHarness.Recording;

namespace PerfHarness.Cli.Verbs;

/// <summary><c>stat</c>: counters.</summary>
internal sealed class StatVerb : Verb
{
    public override string Name => "stat";

    public override string Description => "Count events of a command over several runs.";

    public override IReadOnlyList<string> Examples => ["stat -- ./bench --iterations 200", "stat --json -o counters.json -- ./bench", "stat --runs 10 -e task-clock,page-faults -- ./bench"];

    public override bool TakesCommand => true;

    public override void Configure(Command command, Invocation invocation)
    {
        var events = new Option<string[]>("--event", "-e") { HelpName = "event", Description = "Events to count, joined by commas (may be repeated). Default: clocks, switches, faults, and the processor's counters where there are any." };
        var runs = NumericOptions.CreateIntegerOption("--runs", ["-r"], "Runs. [default: 5]", 1, 1000);
        var json = new Option<bool>("--json") { Description = "Every run's values as JSON instead of a table; with -o a file beside it." };
        var (target, output) = (new TargetOptions(), new OutputFileOption());
        command.Add(events);
        command.Add(runs);
        command.Add(json);
        output.AddTo(command);
        target.AddTo(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            var bench = target.CreateTarget(parsed, invocation.Command);
            var capabilities = await PerfCapabilities.ProbeAsync(cancellation).ConfigureAwait(false);
            var chosen = parsed.GetValue(events) is { Length: > 0 } words ? words : [.. CounterRecorder.DefaultEvents];
            var counters = await CounterRecorder.RecordAsync(capabilities, bench, chosen, parsed.GetValue(runs) ?? 5, new ProgressLines(invocation.Terminal), cancellation).ConfigureAwait(false);
            if (parsed.GetValue(json) || output.GetPath(parsed) is not null)
            {
                output.Write(parsed, invocation.Terminal, stream =>
                {
                    CounterJson.Write(counters, bench.ToString(), stream);
                    stream.Write("\n"u8);
                });
            }

            // A file leaves the terminal free for the table.
            if (parsed.GetValue(json) && output.GetPath(parsed) is null)
            {
                return ExitCode.Success;
            }

            var table = new TableModel(new Column("event"), new Column("mean", IsRightAligned: true), new Column("±", IsRightAligned: true), new Column("± %", IsRightAligned: true), new Column("unit"));
            foreach (var counter in counters)
            {
                table.Add(counter.Event, FormatNumber(counter.Mean), counter.Values.Count == 0 ? "" : FormatNumber(counter.StandardDeviation), counter.Mean > 0 ? NumberFormatter.FormatPercent(counter.StandardDeviation / counter.Mean) : "", counter.Unit);
            }

            invocation.Terminal.Write(table);
            return ExitCode.Success;
        });
    }

    private static string FormatNumber(double value) => double.IsNaN(value) ? "not counted here" : value.ToString(value < 1000 ? "0.##" : "#,0", CultureInfo.InvariantCulture);
}
