using System.CommandLine;
using PerfHarness.Cli.Hosting;
using PerfHarness.Cli.Options;
using PerfHarness.Cli.Tables;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Live;
using PerfHarness.Recording;
using PerfHarness.Recording.Capabilities;

namespace PerfHarness.Cli.Verbs;

/// <summary><c>top</c>: running processes, live.</summary>
internal sealed class TopVerb : Verb
{
    private static readonly TimeSpan DefaultInterval = TimeSpan.FromSeconds(3);

    public override string Name => "top";

    public override string Description => "Show continuously where running processes spend their time.";

    public override IReadOnlyList<string> Examples => ["top -p 4711", "top -n MyService --interval 5", "top -p 4711 --count 3 > where.txt"];

    public override bool StartsProcesses => true;

    public override void Configure(Command command, Invocation invocation)
    {
        var pids = new Option<int[]>("--pid", "-p") { HelpName = "pid", Description = "Running processes (may be repeated)." };
        var names = new Option<string[]>("--process-name", "-n") { HelpName = "name", Description = "Running processes by name (may be repeated)." };
        var all = new Option<bool>("--all-cpus", "-a") { Description = "The whole machine." };
        var intervalOption = NumericOptions.CreateTimeOption("--interval", "Refresh interval, 3 s by default.");
        var count = NumericOptions.CreateIntegerOption(
            "--count", [], "Number of intervals. Default: until the processes end or Ctrl-C.", 1, int.MaxValue);
        var top = NumericOptions.CreateIntegerOption(
            "--top", [], "Rows of the table. Default: as many as fit the terminal, otherwise 20.", 1, 100_000);
        var order = new ChoiceOption<ShareOrder>("--order", "Sort order.", ShareOrder.Self, ("self", ShareOrder.Self), ("total", ShareOrder.Total));
        var frequency = NumericOptions.CreateIntegerOption("--frequency", ["-F"], "Samples per second and CPU. [default: 997]", 1, 1_000_000);
        var symbols = new SymbolOptions();
        foreach (var option in (Option[])[pids, names, all, intervalOption, count, top, order, frequency])
        {
            command.Add(option);
        }

        symbols.AddTo(command);
        command.SetAction(async (parsed, stop) =>
        {
            var target = new AttachTarget
            {
                Pids = parsed.GetValue(pids) ?? [],
                Names = parsed.GetValue(names) ?? [],
                AllCpus = parsed.GetValue(all),
            };
            if (target is { Pids.Count: 0, Names.Count: 0, AllCpus: false })
            {
                throw new PerfHarnessException(DiagnosticCodes.UsageError, "no process was given.", "Use -p or -n, or -a for the whole machine.");
            }

            var length = NumericOptions.ParseTime(parsed.GetValue(intervalOption)) ?? DefaultInterval;
            if (length < TimeSpan.FromMilliseconds(100))
            {
                throw new PerfHarnessException(
                    DiagnosticCodes.UsageError, "an interval of less than 100 ms is too short.", "Use a longer --interval.");
            }

            var recording = new RecordOptions { Duration = length, Frequency = parsed.GetValue(frequency) ?? RecordOptions.DefaultFrequency };
            var capabilities = await PerfCapabilities.ProbeAsync(stop).ConfigureAwait(false);
            var output = new LiveOutput(invocation.Terminal, order.GetChoice(parsed), parsed.GetValue(top));
            var live = new LiveTop(capabilities, symbols.CreateOptions(parsed));
            // This ends with Ctrl-C, which is not a failure.
            await foreach (var interval in live.RunAsync(target, recording, parsed.GetValue(count), stop).ConfigureAwait(false))
            {
                output.Write(interval);
            }

            return ExitCode.Success;
        });
    }
}
