using System.CommandLine;
using System.Globalization;
using PerfHarness.Baselines;
using PerfHarness.Cli.Hosting;
using PerfHarness.Cli.Options;
using PerfHarness.Configuration;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Runs;

namespace PerfHarness.Cli.Verbs;

/// <summary><c>baseline accept</c>: the latest runs become, or join, the baseline.</summary>
internal static class BaselineAcceptCommand
{
    public static Command Create(Invocation invocation)
    {
        var command = new Command("accept", "The latest runs of a benchmark become its baseline, or join it.");
        var benches = new Argument<string[]>("bench") { Arity = ArgumentArity.ZeroOrMore, Description = "Benchmarks by name; without one, all that 'run' has left outputs of." };
        var add = new Option<bool>("--add") { Description = "The runs join the baseline as a session instead of taking its place." };
        var pin = new Option<string?>("--pin") { HelpName = "name", Description = "Also keep the result under this name, which later runs do not change." };
        var note = new Option<string?>("--note") { HelpName = "text", Description = "Why, for the history." };
        var (store, outputs, configuration) = (new BaselineOptions(), new OutputDirectoryOption(), new ConfigurationOption());
        command.Add(benches);
        command.Add(add);
        command.Add(pin);
        command.Add(note);
        store.AddTo(command);
        outputs.AddTo(command);
        configuration.AddTo(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            var file = configuration.Load(parsed);
            var folder = outputs.GetDirectory(parsed, file);
            var candidates = await LatestRunsFinder.FindAsync(folder, parsed.GetValue(benches) ?? [], cancellation).ConfigureAwait(false);
            if (candidates.Count == 0)
            {
                throw new PerfHarnessException(DiagnosticCodes.UnknownBench, $"'{folder}' has no runs to accept.", "Record them first: dotnet perfharness run -- COMMAND");
            }

            var target = new FileBaselineStore(store.GetDirectory(parsed, file));
            foreach (var candidate in candidates.Where(c => c.Key.Pin is null))
            {
                var mode = parsed.GetValue(add) ? AcceptMode.Add : AcceptMode.Replace;
                var accepted = await target.AcceptAsync(candidate.Key, candidate.Measurement, mode, parsed.GetValue(note) ?? "", candidate.Stacks, cancellation).ConfigureAwait(false);
                if (parsed.GetValue(pin) is { } name)
                {
                    await target.PinAsync(candidate.Key, name, cancellation).ConfigureAwait(false);
                }

                var pinned = parsed.GetValue(pin) is { } pinName ? $", pinned as {pinName}" : "";
                invocation.Terminal.Output.WriteLine(SafeText.ToSingleLine(string.Create(CultureInfo.InvariantCulture,
                    $"{candidate.Key}: {accepted.Counts.Runs.Count} runs in {accepted.Counts.Sessions.Count} session{(accepted.Counts.Sessions.Count == 1 ? "" : "s")}{pinned}")));
            }

            return ExitCode.Success;
        });
        return command;
    }
}
