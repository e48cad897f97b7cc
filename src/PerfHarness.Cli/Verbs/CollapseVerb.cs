using System.CommandLine;
using PerfHarness.Analysis;
using PerfHarness.Cli.Hosting;
using PerfHarness.Cli.Options;
using PerfHarness.Folding;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Profiles;

namespace PerfHarness.Cli.Verbs;

/// <summary><c>collapse</c>: folded stacks.</summary>
internal sealed class CollapseVerb : Verb
{
    public override string Name => "collapse";

    public override string Description => "Write folded stacks, one per line, for flame graph tools (same options as stackcollapse-perf.pl).";

    public override IReadOnlyList<string> Arguments => ["input"];

    public override IReadOnlyList<string> Examples => ["collapse perf.data > stacks.folded", "collapse --all --tid --event-filter cycles perf.data"];

    public override void Configure(Command command, Invocation invocation)
    {
        var (input, fold, filter, output) = (new InputOptions("--jit-symbols"), new FoldOptionGroup(), new FilterOptions(), new OutputFileOption());
        input.AddTo(command);
        fold.AddTo(command);
        filter.AddTo(command);
        output.AddTo(command);
        command.SetAction(parsed =>
        {
            output.Prepare(parsed);
            var profile = input.Read(
                parsed, options => fold.ApplyTo(options, parsed) with { KeepTimes = filter.NeedsTimes(parsed) });
            invocation.Terminal.Report(profile.Diagnostics);
            var selection = filter.CreateFilter(parsed).Apply(profile);
            invocation.Terminal.Report(ProfileNotes.Find(selection));
            var folded = FoldedStacks.Fold(selection, fold.CreateOptions(parsed, selection));
            output.Write(parsed, invocation.Terminal, folded.Write);
            return ExitCode.Success;
        });
    }
}
