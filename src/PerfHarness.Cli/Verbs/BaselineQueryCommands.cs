using System.CommandLine;
using System.Globalization;
using PerfHarness.Analysis;
using PerfHarness.Baselines;
using PerfHarness.Cli.Hosting;
using PerfHarness.Cli.Options;
using PerfHarness.Cli.Tables;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Measurements;

namespace PerfHarness.Cli.Verbs;

/// <summary><c>baseline list | show | history | remove</c>.</summary>
internal static class BaselineQueryCommands
{
    public static Command CreateList(Invocation invocation)
    {
        var command = new Command("list", "What is stored.");
        var (store, configuration) = (new BaselineOptions(), new ConfigurationOption());
        store.AddTo(command);
        configuration.AddTo(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            var folder = store.GetDirectory(parsed, configuration.Load(parsed));
            var table = new TableModel(new Column("bench"), new Column("fingerprint"), new Column("pin"), new Column("runs", IsRightAligned: true), new Column("sessions", IsRightAligned: true), new Column("accepted"), new Column("stacks"));
            var entries = await new FileBaselineStore(folder).ListAsync(null, cancellation).ConfigureAwait(false);
            foreach (var entry in entries)
            {
                var counts = entry.Baseline?.Counts;
                var last = entry.Baseline is { History: [.., var latest] } ? latest.Time.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture) : "";
                table.Add(entry.Key.Bench, entry.Key.Fingerprint, entry.Key.Pin ?? "", counts is null ? "?" : NumberFormatter.FormatCount(counts.Runs.Count), counts is null ? "?" : NumberFormatter.FormatCount(counts.Sessions.Count), last, entry.HasStacks ? "yes" : "no");
            }

            if (entries.Count > 0)
            {
                invocation.Terminal.Write(table);
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
        var command = new Command("show", "A baseline's conditions and hottest functions.");
        var top = new Option<int>("--top") { HelpName = "n", Description = "Rows of the table; 0 shows all.", DefaultValueFactory = static _ => 20 };
        command.Add(top);
        var choice = new BaselineSelector(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            foreach (var entry in await choice.FindAsync(parsed, cancellation).ConfigureAwait(false))
            {
                BaselineOutput.Write(invocation.Terminal, entry, parsed.GetValue(top));
            }

            return ExitCode.Success;
        });
        return command;
    }

    public static Command CreateHistory(Invocation invocation)
    {
        var command = new Command("history", "How a baseline came to be.");
        var choice = new BaselineSelector(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            foreach (var entry in await choice.FindAsync(parsed, cancellation).ConfigureAwait(false))
            {
                invocation.Terminal.Output.WriteLine(SafeText.ToSingleLine(entry.Key.ToString()));
                var table = new TableModel(new Column("when (UTC)"), new Column("what"), new Column("runs", IsRightAligned: true), new Column("sessions", IsRightAligned: true), new Column("note"));
                foreach (var step in entry.Baseline?.History ?? [])
                {
                    table.Add(step.Time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture), step.Action, NumberFormatter.FormatCount(step.Runs), NumberFormatter.FormatCount(step.Sessions), step.Note);
                }

                invocation.Terminal.Write(table);
            }

            return ExitCode.Success;
        });
        return command;
    }

    public static Command CreateRemove(Invocation invocation)
    {
        var command = new Command("remove", "Removes a baseline.");
        var choice = new BaselineSelector(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            var store = choice.CreateStore(parsed);
            foreach (var entry in await choice.FindAsync(parsed, cancellation, damagedToo: true).ConfigureAwait(false))
            {
                await store.RemoveAsync(entry.Key, cancellation).ConfigureAwait(false);
                invocation.Terminal.Output.WriteLine(SafeText.ToSingleLine($"removed {entry.Key}"));
            }

            return ExitCode.Success;
        });
        return command;
    }
}
