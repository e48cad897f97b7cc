using System.CommandLine;
using PerfHarness.BaselinePrograms;
using PerfHarness.Baselines;
using PerfHarness.Cli.Hosting;
using PerfHarness.Cli.Options;
using PerfHarness.Cli.Tables;
using PerfHarness.Configuration;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Gating.Outlook;
using PerfHarness.Recording;
using PerfHarness.Runs;

namespace PerfHarness.Cli.Verbs;

/// <summary><c>baseline accept</c>: the latest runs replace the baseline or are added to it, or are stored under a pin only.</summary>
internal static class BaselineAcceptCommand
{
    public static Command Create(Invocation invocation)
    {
        var command = new Command("accept", "Store the latest runs of a benchmark as its baseline, or add them to it.");
        var options = new AcceptOptions();
        options.AddTo(command);
        command.SetAction((parsed, cancellation) => AcceptAsync(options, parsed, invocation.Terminal, cancellation));
        return command;
    }

    private static async Task<int> AcceptAsync(AcceptOptions options, ParseResult parsed, Terminal terminal, CancellationToken cancellation)
    {
        var file = options.Configuration.Load(parsed);
        var folder = options.Baselines.GetDirectory(parsed, file);
        var store = new FileBaselineStore(folder);
        var changes = new List<Change>();
        foreach (var runs in await options.FindRunsAsync(parsed, file, cancellation).ConfigureAwait(false))
        {
            changes.Add(await options.CreateChangeAsync(parsed, file, runs, store, cancellation).ConfigureAwait(false));
        }

        terminal.Report(changes.Select(change => change.Problem).OfType<Diagnostic>());
        if (changes.Exists(change => change.Problem is { Severity: Severity.Error }))
        {
            return ExitCode.From(DiagnosticCodes.ShortBaseline);
        }

        var acceptance = new Acceptance(store, ProgramStore.Of(folder));
        foreach (var (key, runs, mode, existing, _) in changes)
        {
            var (keepsProgram, command) = options.FindProgram(parsed, file, runs);
            var (accepted, diagnostics) = await acceptance.AcceptAsync(
                runs with { Key = key }, mode, options.GetNote(parsed), keepsProgram, command, cancellation).ConfigureAwait(false);
            terminal.Report(diagnostics);
            terminal.Output.WriteLine(SafeText.ToSingleLine(
                $"{key}: {BaselineOutput.FormatSize(accepted.Counts)}{DescribeExisting(key, mode, existing)}"));
        }

        return ExitCode.Success;
    }

    private static string DescribeExisting(BaselineKey key, AcceptMode mode, Baseline? existing)
    {
        var replaced = existing is not null && mode == AcceptMode.Replace ? $", replaced {BaselineOutput.FormatSize(existing.Counts)}" : "";
        return key.Pin is null ? replaced : $"{replaced}; the rolling baseline stays as it is";
    }

    /// <summary>What is stored where.</summary>
    /// <param name="Existing">What is there now, or null.</param>
    /// <param name="Problem">Why the runs must not be accepted, or what to know if they are.</param>
    private sealed record Change(BaselineKey Key, LatestRuns Runs, AcceptMode Mode, Baseline? Existing, Diagnostic? Problem);

    private sealed class AcceptOptions
    {
        private readonly Argument<string[]> _benches = new("bench")
        {
            Arity = ArgumentArity.ZeroOrMore,
            Description = "Names of benchmarks. Default: all in the output folder.",
        };

        private readonly Option<bool> _keepProgram = new("--keep-program")
        {
            Description = "Keep the program's files, to record it again when a later build has to be confirmed.",
        };

        private readonly Option<bool> _add = new("--add")
        {
            Description = "Add the runs to the baseline as a new session instead of replacing it.",
        };

        private readonly Option<string?> _pin = new("--pin")
        {
            HelpName = "name",
            Description = "Store the runs only under this name; the rolling baseline stays as it is. 'baseline pin' copies the rolling one.",
        };

        private readonly Option<string?> _note = new("--note") { HelpName = "text", Description = "Note for the history." };

        private readonly Option<bool> _force = new("--force")
        {
            Description = "Accept runs that are too short to judge, too, and replace an existing pin.",
        };

        private readonly OutputDirectoryOption _outputs = new();

        public BaselineOptions Baselines { get; } = new();

        public ConfigurationOption Configuration { get; } = new();

        public void AddTo(Command command)
        {
            command.Add(_benches);
            foreach (var option in (Option[])[_keepProgram, _add, _pin, _note, _force])
            {
                command.Add(option);
            }

            Baselines.AddTo(command);
            _outputs.AddTo(command);
            Configuration.AddTo(command);
        }

        public string GetNote(ParseResult parsed) => parsed.GetValue(_note) ?? "";

        /// <summary>The benchmark's command, and whether its program's files are kept.</summary>
        public (bool IsKept, CommandTarget Command) FindProgram(ParseResult parsed, ConfigurationFile? file, LatestRuns runs)
        {
            var configured = file?.Benches.FirstOrDefault(b => b.Bench.Name == runs.Key.Bench)?.Bench;
            var words = BaselineCommandLine.Split(runs.Measurement.Conditions.Command);
            return (parsed.GetValue(_keepProgram) || configured?.KeepProgram == true,
                configured?.Command ?? new CommandTarget(words[0], [.. words.Skip(1)]));
        }

        /// <summary>At least one benchmark's latest runs.</summary>
        public async Task<IReadOnlyList<LatestRuns>> FindRunsAsync(ParseResult parsed, ConfigurationFile? file, CancellationToken cancellation)
        {
            var folder = _outputs.GetDirectory(parsed, file);
            var found = await LatestRunsFinder.FindAsync(folder, parsed.GetValue(_benches) ?? [], cancellation).ConfigureAwait(false);
            return found.Count > 0 ? [.. found.Where(runs => runs.Key.Pin is null)] : throw new PerfHarnessException(
                DiagnosticCodes.UnknownBench, $"'{folder}' has no runs to accept.", "Record them first: dotnet perfharness run -- COMMAND");
        }

        public async Task<Change> CreateChangeAsync(
            ParseResult parsed, ConfigurationFile? file, LatestRuns runs, FileBaselineStore store, CancellationToken cancellation)
        {
            var key = runs.Key with { Pin = parsed.GetValue(_pin) };
            var (isAdded, isForced) = (parsed.GetValue(_add), parsed.GetValue(_force));
            var mode = isAdded ? AcceptMode.Add : key.Pin is not null && !isForced ? AcceptMode.Create : AcceptMode.Replace;
            var existing = await ReadAsync(store, key, mode, cancellation).ConfigureAwait(false);
            if (existing is not null && mode == AcceptMode.Create)
            {
                throw BaselineMerge.CreateExistsException(key);
            }

            var policy = ConfigurationOption.GetPolicy(file, key.Bench);
            var existingRuns = isAdded ? existing?.Counts.Runs.Count ?? 0 : 0;
            return new Change(key, runs, mode, existing, AcceptanceCheck.FindProblem(key.Bench, runs.Measurement, policy, existingRuns, isForced));
        }

        // A corrupt baseline can be replaced.
        private static async Task<Baseline?> ReadAsync(FileBaselineStore store, BaselineKey key, AcceptMode mode, CancellationToken cancellation)
        {
            try
            {
                return await store.ReadAsync(key, cancellation).ConfigureAwait(false);
            }
            catch (InputException) when (mode == AcceptMode.Replace)
            {
                return null;
            }
        }
    }
}
