using System.CommandLine;
using PerfHarness.Analysis;
using PerfHarness.Cli.Hosting;
using PerfHarness.Cli.Options;
using PerfHarness.FlameGraphs;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Profiles;

namespace PerfHarness.Cli.Verbs;

/// <summary><c>flamegraph</c>: draw a flame graph.</summary>
internal sealed class FlameGraphVerb : Verb
{
    public override string Name => "flamegraph";

    public override string Description => "Draw an interactive flame graph (same options as flamegraph.pl).";

    public override IReadOnlyList<string> Arguments => ["input"];

    public override IReadOnlyList<string> Examples =>
    [
        "flamegraph perf.data -o flamegraph.svg",
        "flamegraph --inverted --reverse --title 'Callers of malloc' perf.data > icicle.svg",
    ];

    public override void Configure(Command command, Invocation invocation)
    {
        var (input, graph, filter, output) = (new InputOptions(), new FlameGraphOptionGroup(), new FilterOptions(), new OutputFileOption());
        input.AddTo(command);
        output.AddTo(command);
        graph.AddTo(command);
        filter.AddTo(command);
        command.SetAction(parsed =>
        {
            var path = output.GetPath(parsed);
            FlameGraphFile.Prepare(path);
            var profile = input.Read(parsed, options => options with
            {
                ResolveSources = false,
                KeepTimes = filter.NeedsTimes(parsed) || graph.NeedsTimes(parsed),
            });
            invocation.Terminal.Report(profile.Diagnostics);
            var selection = filter.CreateFilter(parsed).Apply(profile);
            invocation.Terminal.Report(ProfileNotes.Find(selection));
            var flameGraph = FlameGraph.Create(
                selection, graph.CreateOptions(parsed, selection), graph.GetMeasure(parsed), graph.GetGroup(parsed));
            FlameGraphFile.Write(flameGraph, path, invocation.Terminal);
            return ExitCode.Success;
        });
    }
}
