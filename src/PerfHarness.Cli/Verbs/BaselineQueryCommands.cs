using System.CommandLine;
using PerfHarness.Baselines;
using PerfHarness.Cli.Hosting;
using PerfHarness.Cli.Options;
using PerfHarness.Cli.Tables;
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
            if (entries.Count > 0)
            {
                BaselineOutput.WriteList(invocation.Terminal, entries);
            }
            else
            {
                invocation.Terminal.Output.WriteLine($"No baselines in '{SafeText.ToSingleLine(folder)}'.");
            }

            var problems = entries.Select(entry => entry.Problem).OfType<Diagnostic>().ToList();
            invocation.Terminal.Report(problems);
            return problems.Count > 0 ? ExitCode.Usage : ExitCode.Success;
        });
        return command;
    }

    public static Command CreateShow(Invocation invocation)
    {
        var command = new Command("show", "Show a baseline's conditions and hottest functions.");
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
            foreach (var entry in await selector.FindAsync(parsed, cancellation).ConfigureAwait(false))
            {
                BaselineOutput.Write(invocation.Terminal, entry, parsed.GetValue(top));
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
        var command = new Command("remove", "Remove a baseline.");
        var selector = new BaselineSelector(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            var store = selector.CreateStore(parsed);
            foreach (var entry in await selector.FindAsync(parsed, cancellation, includeCorrupt: true).ConfigureAwait(false))
            {
                await store.RemoveAsync(entry.Key, cancellation).ConfigureAwait(false);
                invocation.Terminal.Output.WriteLine(SafeText.ToSingleLine($"removed {entry.Key}"));
            }

            return ExitCode.Success;
        });
        return command;
    }
}
