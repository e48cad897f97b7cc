using System.CommandLine;
using PerfHarness.Analysis;
using PerfHarness.Cli.Hosting;
using PerfHarness.Cli.Options;
using PerfHarness.Cli.Tables;
using PerfHarness.Profiles;

namespace PerfHarness.Cli.Verbs;

/// <summary><c>report</c>: tables and call trees.</summary>
internal sealed class ReportVerb : Verb
{
    public override string Name => "report";

    public override string Description => "Table or call tree of a profile: hottest functions, modules, threads; callers and callees.";

    public override IReadOnlyList<string> Examples =>
    [
        "report perf.data",
        "report --by module --sort total perf.data",
        "report --callers 'Utf8JsonReader.ConsumeValue' perf.data",
        "report --quality perf.data",
    ];

    public override void Configure(Command command, Invocation invocation)
    {
        var (input, filter, measure) = (new InputOptions(), new FilterOptions(), new MeasureOption(Measure.Weight));
        var by = new ChoiceOption<Grouping>("--by", "What a row is.", Grouping.Function,
            ("function", Grouping.Function), ("module", Grouping.Module), ("thread", Grouping.Thread), ("process", Grouping.Process), ("kind", Grouping.Kind));
        var sort = new ChoiceOption<ShareOrder>("--sort", "Order of the table.", ShareOrder.Self, ("self", ShareOrder.Self), ("total", ShareOrder.Total));
        var top = new Option<int>("--top") { HelpName = "n", Description = "Rows of the table; 0 shows all.", DefaultValueFactory = static _ => 30 };
        var tree = new Option<bool>("--tree") { Description = "Call tree from the root down." };
        var bottomUp = new Option<bool>("--bottom-up") { Description = "Call tree from the hottest functions to who calls them." };
        var callers = new Option<string?>("--callers") { HelpName = "function", Description = "Who calls the function, and for how much." };
        var callees = new Option<string?>("--callees") { HelpName = "function", Description = "What the function calls, and for how much." };
        var quality = new Option<bool>("--quality") { Description = "How much of the profile has a name and by what, and why the rest has none." };
        var minShare = new Option<double>("--min-share") { HelpName = "percent", Description = "Nodes of a tree below this share are left out.", DefaultValueFactory = static _ => 0.5 };
        var depth = new Option<int?>("--depth") { HelpName = "n", Description = "Levels of a tree." };

        input.AddTo(command);
        foreach (var option in (Option[])[by, sort, top, tree, bottomUp, callers, callees, quality, minShare, depth])
        {
            command.Add(option);
        }

        measure.AddTo(command);
        filter.AddTo(command);
        command.Validators.Add(result =>
        {
            if (((Option[])[tree, bottomUp, callers, callees, quality]).Count(option => result.GetResult(option) is { Implicit: false }) > 1)
            {
                result.AddError("--tree, --bottom-up, --callers, --callees and --quality are different reports: choose one.");
            }
        });
        command.SetAction(parsed =>
        {
            var profile = input.Read(parsed, options => options with { KeepTimes = filter.NeedsTimes(parsed) });
            invocation.Terminal.Report(profile.Diagnostics);
            var selection = filter.CreateFilter(parsed).Apply(profile);
            var options = new CallTreeOptions
            {
                Measure = selection.Weight > 0 ? measure.GetMeasure(parsed) : Measure.Samples,
                MinShare = parsed.GetValue(minShare) / 100,
                MaxDepth = parsed.GetValue(depth) ?? int.MaxValue,
            };

            var output = new ReportOutput(invocation.Terminal, selection);
            if (parsed.GetValue(quality))
            {
                output.WriteSymbolCoverage();
            }
            else if (parsed.GetValue(callers) is { } called)
            {
                output.WriteTree(CallTree.BuildCallers(selection, FunctionQuery.Find(profile.Functions, called), options));
            }
            else if (parsed.GetValue(callees) is { } calling)
            {
                output.WriteTree(CallTree.BuildCallees(selection, FunctionQuery.Find(profile.Functions, calling), options));
            }
            else if (parsed.GetValue(tree))
            {
                output.WriteTree(CallTree.BuildTopDown(selection, options));
            }
            else if (parsed.GetValue(bottomUp))
            {
                output.WriteTree(CallTree.BuildBottomUp(selection, options));
            }
            else
            {
                output.WriteTable(SelfShares.Compute(selection, by.GetChoice(parsed), measure.GetMeasure(parsed)), sort.GetChoice(parsed), parsed.GetValue(top));
            }

            return ExitCode.Success;
        });
    }
}
