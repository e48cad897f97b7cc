using System.CommandLine;
using PerfHarness.Cli.Hosting;
using PerfHarness.Cli.Options;
using PerfHarness.Cli.Tables;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Recording.Capabilities;
using PerfHarness.Recording.Events;

namespace PerfHarness.Cli.Verbs;

/// <summary><c>events</c>: what can be recorded here.</summary>
internal sealed class EventsVerb : Verb
{
    private const int DefaultRows = 40;

    public override string Name => "events";

    public override string Description => "List and search the events that can be recorded here.";

    public override IReadOnlyList<string> Arguments => ["pattern"];

    public override IReadOnlyList<string> Examples => ["events connect", "events 'sched:*' --verbose", "events --kind software"];

    public override bool StartsProcesses => true;

    public override void Configure(Command command, Invocation invocation)
    {
        var pattern = new Argument<string?>("pattern")
        {
            Description = "A part of a name, or with * and ? a whole name.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var kind = new ChoiceOption<EventKind?>(
            "--kind", "Events of one kind only.", null,
            [("all", null), .. Enum.GetValues<EventKind>().Select(value => (EventOutput.GetLabel(value), (EventKind?)value))]);
        var available = new Option<bool>("--available") { Description = "Only those that can be recorded here." };
        var verbose = new Option<bool>("--verbose", "-v") { Description = "Show the fields of each tracepoint, and where each probe is." };
        var top = new Option<int>("--top")
        {
            HelpName = "n",
            Description = "Rows, or 0 for all.",
            DefaultValueFactory = static _ => DefaultRows,
        };
        var json = new Option<bool>("--json") { Description = "Write all of them as JSON instead of a table; with --verbose, with their fields." };
        var output = new OutputFileOption();
        command.Add(pattern);
        foreach (var option in (Option[])[kind, available, verbose, top, json])
        {
            command.Add(option);
        }

        output.AddTo(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            output.Prepare(parsed);
            var catalog = await EventCatalog.ReadAsync(HostEnvironment.ReadCurrent(), cancellation).ConfigureAwait(false);
            var text = parsed.GetValue(pattern);
            var wanted = kind.GetChoice(parsed);
            var found = catalog.Events
                .Where(e => (wanted is null || e.Kind == wanted) && (e.Problem is null || !parsed.GetValue(available)))
                .Where(e => text is null || new EventPattern(text).IsMatch(e))
                .OrderBy(e => e.Problem is not null).ToList();
            if (parsed.GetValue(json))
            {
                output.Write(parsed, invocation.Terminal, stream =>
                {
                    EventJson.Write(found, catalog.Diagnostics, parsed.GetValue(verbose), stream);
                    stream.Write("\n"u8);
                });
                return ExitCode.Success;
            }

            invocation.Terminal.Report(catalog.Diagnostics);
            if (found.Count == 0)
            {
                var close = EventPattern.Suggest(catalog.Events, text ?? "");
                throw new PerfHarnessException(
                    DiagnosticCodes.UsageError, text is null ? "there is no such event." : $"no event matches '{text}'.", close);
            }

            // An event named in full is looked at rather than searched for.
            var isExact = found.Count == 1 || found.Exists(e => e.Name == text);
            EventOutput.Write(
                invocation.Terminal, found, parsed.GetValue(top), withFields: parsed.GetValue(verbose) || (isExact && text is not null));
            return ExitCode.Success;
        });
    }
}
