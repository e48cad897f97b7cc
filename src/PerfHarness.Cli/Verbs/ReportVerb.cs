using System.CommandLine;
using PerfHarness.Analysis;
using PerfHarness.Analysis.Crossed;
using PerfHarness.Cli.Hosting;
using PerfHarness.Cli.Options;
using PerfHarness.Cli.Tables;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Profiles;

namespace PerfHarness.Cli.Verbs;

/// <summary><c>report</c>: tables and call trees.</summary>
internal sealed class ReportVerb : Verb
{
    public override string Name => "report";

    public override string Description => "Show a profile as a table or call tree: hottest functions, modules, threads; callers and callees.";

    public override IReadOnlyList<string> Arguments => ["input"];

    public override IReadOnlyList<string> Examples =>
    [
        "report perf.data",
        "report --by module --sort total perf.data",
        "report --by comm,tid,function,module --format csv perf.data",
        "report --callers 'Utf8JsonReader.ConsumeValue' perf.data",
        "report --quality perf.data",
    ];

    public override void Configure(Command command, Invocation invocation)
    {
        var (input, filter, measure, rows) = (new InputOptions(), new FilterOptions(), new MeasureOption(Measure.Weight), new ReportTableOptions());
        var tree = new Option<bool>("--tree") { Description = "Top-down call tree." };
        var bottomUp = new Option<bool>("--bottom-up") { Description = "Bottom-up call tree, from the hottest functions to their callers." };
        var callers = new Option<string?>("--callers") { HelpName = "function", Description = "Callers of the function, with their shares." };
        var callees = new Option<string?>("--callees") { HelpName = "function", Description = "Callees of the function, with their shares." };
        var quality = new Option<bool>("--quality")
        {
            Description = "Symbol coverage: what was resolved from which source, and why the rest was not.",
        };
        var minShare = new Option<double>("--min-share")
        {
            HelpName = "percent",
            Description = "Smallest share of a node in a tree.",
            DefaultValueFactory = static _ => 0.5,
        };
        var depth = new Option<int?>("--depth") { HelpName = "n", Description = "Maximum depth of a tree." };

        input.AddTo(command);
        rows.AddTo(command);
        foreach (var option in (Option[])[tree, bottomUp, callers, callees, quality, minShare, depth])
        {
            command.Add(option);
        }

        measure.AddTo(command);
        filter.AddTo(command);
        command.Validators.Add(result =>
        {
            var others = ((Option[])[tree, bottomUp, callers, callees, quality]).Where(IsGiven).ToList();
            if (others.Count > 1)
            {
                result.AddError("--tree, --bottom-up, --callers, --callees and --quality cannot be used together.");
            }
            else if (others.Count > 0 && rows.OfTablesOnly.FirstOrDefault(IsGiven) is { } given)
            {
                result.AddError($"{given.Name} is for the table and cannot be used with {others[0].Name}.");
            }

            bool IsGiven(Option option) => result.GetResult(option) is { Implicit: false };
        });
        command.SetAction(parsed =>
        {
            var profile = input.Read(parsed, options => rows.ApplyTo(options, parsed) with { KeepTimes = filter.NeedsTimes(parsed) });
            invocation.Terminal.Report(profile.Diagnostics);
            var selection = rows.ApplyTo(filter.CreateFilter(parsed), parsed).Apply(profile);
            var options = new CallTreeOptions
            {
                Measure = selection.Resolve(measure.GetMeasure(parsed)),
                MinShare = parsed.GetValue(minShare) / 100,
                MaxDepth = parsed.GetValue(depth) ?? int.MaxValue,
            };

            var output = new ReportOutput(invocation.Terminal, selection, ProfileNotes.Find(selection));
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
            else if (rows.FindGrouping(parsed) is { } grouping)
            {
                output.WriteTable(SelfShares.Compute(selection, grouping, measure.GetMeasure(parsed)), rows.GetOrder(parsed), rows.GetRows(parsed));
            }
            else
            {
                var shares = CrossedShares.Compute(selection, rows.GetKeys(parsed), measure.GetMeasure(parsed));
                shares = rows.GetOrder(parsed) == ShareOrder.Total ? shares.SortByTotal() : shares;
                output.WriteShares(shares, rows.GetFormat(parsed), rows.GetRows(parsed));
            }

            return ExitCode.Success;
        });
    }
}
