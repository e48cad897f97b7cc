using System.CommandLine;
using PerfHarness.Cli.Hosting;
using PerfHarness.Cli.Options;
using PerfHarness.Cli.Tables;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Live;
using PerfHarness.Recording;

namespace PerfHarness.Cli.Verbs;

/// <summary><c>top</c>: running processes, live.</summary>
internal sealed class TopVerb : Verb
{
    private static readonly TimeSpan DefaultInterval = TimeSpan.FromSeconds(3);

    public override string Name => "top";

    public override string Description => "Show where running processes spend their time, again and again.";

    public override IReadOnlyList<string> Examples => ["top -p 4711", "top -n MyService --interval 5", "top -p 4711 --count 3 > where.txt"];

    public override bool StartsProcesses => true;

    public override void Configure(Command command, Invocation invocation)
    {
        var pids = new Option<int[]>("--pid", "-p") { HelpName = "pid", Description = "Processes (may be repeated)." };
        var names = new Option<string[]>("--process-name", "-n") { HelpName = "name", Description = "Processes by name (may be repeated)." };
        var all = new Option<bool>("--all-cpus", "-a") { Description = "The whole machine." };
        var interval = NumericOptions.CreateTimeOption("--interval", "Length of each look. [default: 3]");
        var count = NumericOptions.CreateIntegerOption("--count", [], "Looks; without it until the processes end, or Ctrl-C.", 1, int.MaxValue);
        var top = NumericOptions.CreateIntegerOption("--top", [], "Rows of the table. Default: what fits the window, 20 where there is none.", 1, 100_000);
        var order = new ChoiceOption<ShareOrder>("--order", "What rows are ordered by.", ShareOrder.Self, ("self", ShareOrder.Self), ("total", ShareOrder.Total));
        var frequency = NumericOptions.CreateIntegerOption("--frequency", ["-F"], "Samples a second and CPU. [default: 997]", 1, 1_000_000);
        var symbols = new SymbolOptions();
        foreach (var option in (Option[])[pids, names, all, interval, count, top, order, frequency])
        {
            command.Add(option);
        }

        symbols.AddTo(command);
        command.SetAction(async (parsed, stop) =>
        {
            var target = new AttachTarget { Pids = parsed.GetValue(pids) ?? [], Names = parsed.GetValue(names) ?? [], AllCpus = parsed.GetValue(all) };
            if (target is { Pids.Count: 0, Names.Count: 0, AllCpus: false })
            {
                throw new PerfHarnessException(DiagnosticCodes.UsageError, "there is no process to look at.", "Name one with -p or -n, or the whole machine with -a.");
            }

            var length = NumericOptions.ParseTime(parsed.GetValue(interval)) ?? DefaultInterval;
            if (length < TimeSpan.FromMilliseconds(100))
            {
                throw new PerfHarnessException(DiagnosticCodes.UsageError, "a look of less than 100 ms sees nothing.", "Use a longer --interval.");
            }

            var recording = new RecordOptions { Duration = length, Frequency = parsed.GetValue(frequency) ?? RecordOptions.DefaultFrequency };
            var capabilities = await PerfCapabilities.ProbeAsync(stop).ConfigureAwait(false);
            var output = new LiveOutput(invocation.Terminal, order.GetChoice(parsed), parsed.GetValue(top));
            // Ctrl-C is how this ends, and no failure.
            await foreach (var slice in new LiveTop(capabilities, symbols.CreateOptions(parsed)).RunAsync(target, recording, parsed.GetValue(count), stop).ConfigureAwait(false))
            {
                output.Write(slice);
            }

            return ExitCode.Success;
        });
    }
}
