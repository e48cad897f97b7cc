using System.CommandLine;
using PerfHarness.Baselines;
using PerfHarness.Cli.Hosting;
using PerfHarness.Cli.Options;
using PerfHarness.Cli.Tables;
using PerfHarness.Recording;
using PerfHarness.Runs;

namespace PerfHarness.Cli.Verbs;

/// <summary><c>run</c>: the main job.</summary>
internal sealed class RunVerb : Verb
{
    public override string Name => "run";

    public override string Description => "Record a benchmark several times, show where its time goes, and judge it against its baseline.";

    public override IReadOnlyList<string> Examples =>
    [
        "run -- ./bench --iterations 200",
        "run --accept-baseline -- ./bench --iterations 200",
        "run --budget 'System.Text.RegularExpressions.*=5' -- dotnet bin/Release/net10.0/Bench.dll",
    ];

    public override bool TakesCommand => true;

    public override void Fill(Command command, Invocation invocation)
    {
        var (bench, harness, verdicts) = (new BenchOptions(), new HarnessOptionGroup(), new VerdictOptions());
        var comparison = new ComparisonOptions();
        var top = new Option<int>("--top") { HelpName = "n", Description = "Rows of the table; 0 shows all.", DefaultValueFactory = static _ => 20 };
        bench.AddTo(command);
        comparison.AddTo(command);
        harness.AddTo(command);
        verdicts.AddTo(command);
        command.Add(top);
        command.SetAction(async (parsed, cancellation) =>
        {
            var terminal = invocation.Terminal;
            var asked = bench.Of(parsed, invocation.Command);
            var options = harness.Of(parsed, new HarnessOptions());
            var capabilities = await PerfCapabilities.ProbeAsync(cancellation).ConfigureAwait(false);
            capabilities.ThrowIfImpossible();
            var (compared, worktree) = await comparison.ApplyAsync(parsed, asked, cancellation).ConfigureAwait(false);
            await using var held = worktree;
            var result = await new Harness(capabilities, options, new FileBaselineStore(harness.Baselines.Of(parsed)), new ProgressLines(terminal)).RunAsync(compared, cancellation).ConfigureAwait(false);
            terminal.Report(result.Diagnostics);
            new BenchOutput(terminal).Write(result, parsed.GetValue(top));
            verdicts.Write(parsed, terminal, VerdictReports.Of(result) is { } verdict ? [verdict] : [], options.OutputDirectory);
            return result.ExitCode;
        });
    }
}
