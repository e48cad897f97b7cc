using System.CommandLine;
using PerfHarness.BaselinePrograms;
using PerfHarness.Baselines;
using PerfHarness.Cli.Hosting;
using PerfHarness.Cli.Options;
using PerfHarness.Cli.Tables;
using PerfHarness.Configuration;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Recording;
using PerfHarness.Runs;

namespace PerfHarness.Cli.Verbs;

/// <summary><c>baseline accept</c>: the latest runs replace the baseline, or are added to it.</summary>
internal static class BaselineAcceptCommand
{
    public static Command Create(Invocation invocation)
    {
        var command = new Command("accept", "Store the latest runs of a benchmark as its baseline, or add them to it.");
        var benches = new Argument<string[]>("bench")
        {
            Arity = ArgumentArity.ZeroOrMore,
            Description = "Names of benchmarks. Default: all in the output folder.",
        };
        var add = new Option<bool>("--add") { Description = "Add the runs to the baseline as a new session instead of replacing it." };
        var pin = new Option<string?>("--pin") { HelpName = "name", Description = "Also pin the result under this name." };
        var note = new Option<string?>("--note") { HelpName = "text", Description = "Note for the history." };
        var (store, outputs, configuration) = (new BaselineOptions(), new OutputDirectoryOption(), new ConfigurationOption());
        var keepProgram = new Option<bool>("--keep-program")
        {
            Description = "Keep the program's files, to record it again when a later build has to be confirmed.",
        };
        command.Add(benches);
        command.Add(keepProgram);
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
            var latestRuns = await LatestRunsFinder.FindAsync(folder, parsed.GetValue(benches) ?? [], cancellation).ConfigureAwait(false);
            if (latestRuns.Count == 0)
            {
                throw new PerfHarnessException(
                    DiagnosticCodes.UnknownBench, $"'{folder}' has no runs to accept.", "Record them first: dotnet perfharness run -- COMMAND");
            }

            var folderOfBaselines = store.GetDirectory(parsed, file);
            var target = new FileBaselineStore(folderOfBaselines);
            var mode = parsed.GetValue(add) ? AcceptMode.Add : AcceptMode.Replace;
            foreach (var runs in latestRuns.Where(c => c.Key.Pin is null))
            {
                var configured = file?.Benches.FirstOrDefault(b => b.Bench.Name == runs.Key.Bench)?.Bench;
                var words = BaselineCommandLine.Split(runs.Measurement.Conditions.Command);
                var (accepted, diagnostics) = await new Acceptance(target, ProgramStore.Of(folderOfBaselines)).AcceptAsync(
                    runs, mode, parsed.GetValue(note) ?? "", parsed.GetValue(keepProgram) || configured?.KeepProgram == true,
                    configured?.Command ?? new CommandTarget(words[0], [.. words.Skip(1)]), cancellation).ConfigureAwait(false);
                invocation.Terminal.Report(diagnostics);
                var pinned = "";
                if (parsed.GetValue(pin) is { } name)
                {
                    await target.PinAsync(runs.Key, name, cancellation).ConfigureAwait(false);
                    pinned = $", pinned as {name}";
                }

                invocation.Terminal.Output.WriteLine(SafeText.ToSingleLine($"{runs.Key}: {BaselineOutput.FormatSize(accepted.Counts)}{pinned}"));
            }

            return ExitCode.Success;
        });
        return command;
    }
}
