using System.CommandLine;
using PerfHarness.Analysis;
using PerfHarness.Cli.Hosting;
using PerfHarness.Cli.Options;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Reports;

namespace PerfHarness.Cli.Verbs;

/// <summary><c>script</c>: samples as text.</summary>
internal sealed class ScriptVerb : Verb
{
    public override string Name => "script";

    public override string Description => "Print samples as text, one by one, in the layout of 'perf script', with the names of PerfHarness.";

    public override IReadOnlyList<string> Arguments => ["input"];

    public override IReadOnlyList<string> Examples =>
    [
        "script perf.data | less",
        "script -F comm,tid,time,ip,sym,srcline --comm worker perf.data",
        "script -G perf.data | grep Utf8JsonReader",
    ];

    public override void Configure(Command command, Invocation invocation)
    {
        var (input, filter, output) = (new InputOptions(), new FilterOptions(), new OutputFileOption());
        var fields = new Option<string?>("--fields", "-F")
        {
            HelpName = "fields",
            Description = $"Fields to print, separated by commas, of {string.Join(", ", PerfScriptFieldList.Names)}; "
                + "or fields to add to the default (+srcline) or to remove from it (-period). Default: all but pid and srcline.",
        };
        fields.Validators.Add(result =>
        {
            try
            {
                PerfScriptFieldList.Parse(result.GetValueOrDefault<string?>() ?? "");
            }
            catch (PerfHarnessException e)
            {
                result.AddError(e.Diagnostic.Text);
            }
        });
        var hideCallGraph = new Option<bool>("--hide-call-graph", "-G")
        {
            Description = "One line for each sample, with the frame that was running.",
        };
        var nanoseconds = new Option<bool>("--ns") { Description = "Times with nanoseconds." };

        input.AddTo(command);
        foreach (var option in (Option[])[fields, hideCallGraph, nanoseconds])
        {
            command.Add(option);
        }

        filter.AddTo(command);
        output.AddTo(command);
        command.SetAction(parsed =>
        {
            var printed = parsed.GetValue(fields) is { } text ? PerfScriptFieldList.Parse(text) : PerfScriptFields.Default;
            output.Prepare(parsed);
            var profile = input.Read(parsed, options => options with
            {
                KeepTimes = true,
                KeepAddresses = true,
                KeepLines = printed.HasFlag(PerfScriptFields.Srcline),
                ResolveSources = false,
            });
            invocation.Terminal.Report(profile.Diagnostics);
            var samples = filter.CreateFilter(parsed);
            // As perf: all events, unless one is chosen.
            var writer = new PerfScriptWriter(samples with { IncludeAllEvents = samples.Event is null }, printed)
            {
                HasNanoseconds = parsed.GetValue(nanoseconds),
                HidesCallGraph = parsed.GetValue(hideCallGraph),
            };
            output.Write(parsed, invocation.Terminal, stream => writer.Write(profile, stream));
            return ExitCode.Success;
        });
    }
}
