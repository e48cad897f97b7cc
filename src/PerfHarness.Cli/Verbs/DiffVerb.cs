using System.CommandLine;
using PerfHarness.Analysis;
using PerfHarness.Cli.Hosting;
using PerfHarness.Cli.Options;
using PerfHarness.Cli.Tables;
using PerfHarness.FlameGraphs;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Import;
using PerfHarness.Profiles;

namespace PerfHarness.Cli.Verbs;

/// <summary><c>diff</c>: compare two profiles.</summary>
internal sealed class DiffVerb : Verb
{
    public override string Name => "diff";

    public override string Description => "Compare two profiles: table and differential flame graph.";

    public override IReadOnlyList<string> Arguments => ["before", "after"];

    public override IReadOnlyList<string> Examples => ["diff before.perf.data after.perf.data", "diff before.perf.data after.perf.data -o diff.svg"];

    public override void Configure(Command command, Invocation invocation)
    {
        var before = new Argument<string>("before") { Description = "Profile of any known format." };
        var after = new Argument<string>("after") { Description = "Profile of any known format." };
        var top = new Option<int>("--top")
        {
            HelpName = "n",
            Description = "Rows of the table; 0 shows all.",
            DefaultValueFactory = static _ => 30,
        };
        var (symbols, filter, measure) = (new SymbolOptions(), new FilterOptions(), new MeasureOption(Measure.Weight));
        var output = new Option<string?>("--output", "-o") { HelpName = "file", Description = "File for a differential flame graph." };
        command.Add(before);
        command.Add(after);
        command.Add(top);
        command.Add(output);
        symbols.AddTo(command);
        filter.AddTo(command);
        measure.AddTo(command);
        command.SetAction(parsed =>
        {
            var path = parsed.GetValue(output);
            FlameGraphFile.Prepare(path);
            var options = symbols.CreateOptions(parsed) with { KeepTimes = filter.NeedsTimes(parsed) };
            var beforeProfile = InputOptions.Read([parsed.GetRequiredValue(before)], options);
            var afterProfile = InputOptions.Read([parsed.GetRequiredValue(after)], options);
            invocation.Terminal.Report(beforeProfile.Diagnostics.Concat(afterProfile.Diagnostics));
            var diff = ProfileDiff.Compare(beforeProfile, afterProfile, filter.CreateFilter(parsed), measure.GetMeasure(parsed));
            DiffTable.Write(invocation.Terminal, diff, parsed.GetValue(top));
            if (path is not null)
            {
                var graph = FlameGraph.CreateDifference(diff.Before.Selection, diff.After.Selection, null, diff.Measure);
                FlameGraphFile.Write(graph, path, invocation.Terminal);
            }

            return ExitCode.Success;
        });
    }
}
