using System.CommandLine;
using PerfHarness.Baselines;
using PerfHarness.Cli.Hosting;
using PerfHarness.Cli.Options;
using PerfHarness.Cli.Tables;
using PerfHarness.Counters.Gating;
using PerfHarness.Formats.Diagnostics;

namespace PerfHarness.Cli.Verbs;

/// <summary><c>baseline list | show | history | remove</c>.</summary>
internal static class BaselineQueryCommands
{
    public static Command CreateList(Invocation invocation)
    {
        var command = new Command("list", "List the stored baselines.");
        var (store, configuration) = (new BaselineOptions(), new ConfigurationOption());
        store.AddTo(command);
        configuration.AddTo(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            var folder = store.GetDirectory(parsed, configuration.Load(parsed));
            var entries = await new FileBaselineStore(folder).ListAsync(null, cancellation).ConfigureAwait(false);
            var counters = new CounterBaselineStore(folder).List();
            if (entries.Count > 0)
            {
                BaselineOutput.WriteList(invocation.Terminal, entries);
            }

            if (counters.Count > 0)
            {
                CounterBaselineOutput.WriteList(invocation.Terminal, counters, isSecond: entries.Count > 0);
            }

            if (entries.Count + counters.Count == 0)
            {
                invocation.Terminal.Output.WriteLine($"No baselines in '{SafeText.ToSingleLine(folder)}'.");
            }

            var problems = entries.Select(entry => entry.Problem).Concat(counters.Select(entry => entry.Problem)).OfType<Diagnostic>().ToList();
            invocation.Terminal.Report(problems);
            return problems.Count > 0 ? ExitCode.Usage : ExitCode.Success;
        });
        return command;
    }

    public static Command CreateShow(Invocation invocation)
    {
        var command = new Command("show", "Show a baseline's conditions and hottest functions, and its counters.");
        var top = new Option<int>("--top")
        {
            HelpName = "n",
            Description = "Rows of the table; 0 shows all.",
            DefaultValueFactory = static _ => 20,
        };
        command.Add(top);
        var selector = new BaselineSelector(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            var counters = selector.FindCounters(parsed);
            foreach (var entry in await selector.FindAsync(parsed, cancellation, isOptional: counters.Count > 0).ConfigureAwait(false))
            {
                BaselineOutput.Write(invocation.Terminal, entry, parsed.GetValue(top));
            }

            foreach (var (key, baseline, problem) in counters)
            {
                CounterBaselineOutput.Write(invocation.Terminal, key, baseline ?? throw new PerfHarnessException(problem!));
            }

            return ExitCode.Success;
        });
        return command;
    }

    public static Command CreateHistory(Invocation invocation)
    {
        var command = new Command("history", "Show what a baseline was accepted from, its sessions and their drift, and the verdicts given here.");
        var top = new Option<int>("--top")
        {
            HelpName = "n",
            Description = "Verdicts to show, the newest; 0 shows all.",
            DefaultValueFactory = static _ => 20,
        };
        command.Add(top);
        var selector = new BaselineSelector(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            foreach (var entry in await selector.FindAsync(parsed, cancellation).ConfigureAwait(false))
            {
                HistoryOutput.Write(invocation.Terminal, entry.Baseline!,
                    selector.CreateVerdictHistory(parsed).Read(entry.Key.Bench), parsed.GetValue(top));
            }

            return ExitCode.Success;
        });
        return command;
    }

    public static Command CreateRemove(Invocation invocation)
    {
        var command = new Command("remove", "Remove a baseline, and its counters.");
        var selector = new BaselineSelector(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            var store = selector.CreateStore(parsed);
            var (counters, counterStore) = (selector.FindCounters(parsed), selector.CreateCounterStore(parsed));
            var entries = await selector.FindAsync(parsed, cancellation, includeCorrupt: true, isOptional: counters.Count > 0).ConfigureAwait(false);
            foreach (var (key, _, _) in counters)
            {
                await counterStore.RemoveAsync(key, cancellation).ConfigureAwait(false);
                invocation.Terminal.Output.WriteLine(SafeText.ToSingleLine($"removed the counters of {key}"));
            }

            foreach (var entry in entries)
            {
                await store.RemoveAsync(entry.Key, cancellation).ConfigureAwait(false);
                invocation.Terminal.Output.WriteLine(SafeText.ToSingleLine($"removed {entry.Key}"));
            }

            return ExitCode.Success;
        });
        return command;
    }
}
